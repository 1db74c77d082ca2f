### Альбомы. HTML.

album-title = 💿 <b>{ $title }</b>
album-songs = { $n ->
        [one] { $n } песня
        [few] { $n } песни
       *[many] { $n } песен
    }
album-fact = { $fact }
album-song = { $number }. { $title } · { $length }
album-song-bare = { $number }. { $title }
albums-head = <b>{ $name }</b> · { $n ->
        [one] { $n } альбом
        [few] { $n } альбома
       *[many] { $n } альбомов
    }
albums-own = <b>Твои альбомы</b> · { $n }
albums-none =
    <b>Твои альбомы</b>

    Пока ни одного. Укажи у двух песен один и тот же альбом (✏ у трека → «Альбом»), и они встанут рядом. Или пришли все песни сразу.
album-how = <i>Стрелки меняют порядок, в котором песни идут друг за другом.</i>
album-sent = 👆 <b>{ $title }</b> · { $name }. { $n ->
        [one] Вся { $n } песня
        [few] Все { $n } песни
       *[many] Все { $n } песен
    } здесь.
