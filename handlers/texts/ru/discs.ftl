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

    Пока ни одного. Укажи у двух песен один и тот же альбом («✎ Изменить» у трека → «Альбом»), и они встанут рядом. Или пришли все песни сразу.
album-how = <i>Стрелки меняют порядок, в котором песни идут друг за другом.</i>
album-sent = 👆 <b>{ $title }</b> · { $name } · { $n ->
        [one] { $n } песня
        [few] { $n } песни
       *[many] { $n } песен
    }
disc-published = <b>{ $n ->
        [one] Альбом вышел: { $n } песня!
        [few] Альбом вышел: { $n } песни!
       *[many] Альбом вышел: { $n } песен!
    }</b>

    { $link }

## Музыка из профиля Telegram

shelf = <b>В твоём профиле Telegram { $n ->
        [one] нашлась { $n } песня
        [few] нашлось { $n } песни
       *[many] нашлось { $n } песен
    }.</b> Что возьмём?
shelf-there = { $n ->
        [one] { $n } уже здесь, её
        [few] { $n } уже здесь, их
       *[many] { $n } уже здесь, их
    } пропущу.
shelf-rights = <i>Публикуя, ты подтверждаешь, что права на записи твои.</i>
shelf-done = Всё уже здесь. Появится новая — возвращайся.

## Скоро выйдет

ahead-head = 🔜 <b>{ $title }</b>
ahead-album = 💿 Альбом, { $n ->
        [one] { $n } песня
        [few] { $n } песни
       *[many] { $n } песен
    }
ahead-when = 📅 Выйдет <tg-time unix="{ $unix }" format="wDt">{ $shown }</tg-time>
    ⏳ <tg-time unix="{ $unix }" format="r">уже скоро</tg-time>
ahead-postponed = 📅 Переносится, новой даты пока нет. Кто нажал 🔔, узнает сразу, как только выйдет.
ahead-pushed = 📣 <b>{ $name }</b>: дата известна
teaser-how = <b>Объявить дату.</b> Вот что все увидят. Песню до выхода не услышит никто, а кто нажмёт 🔔, получит её первым.
teaser-announced = ✓ <b>Дата объявлена.</b> Делись: карточка в любом чате сама превратится в песню.
teaser-waiting = 🔔 { $n ->
        [one] Ждёт { $n } человек
        [few] Ждут { $n } человека
       *[many] Ждут { $n } человек
    }
