### Что говорят о треках и новостях. HTML.

## Ветка

comments-head = 💬 <b>{ $title }</b> · { $n ->
        [one] { $n } комментарий
        [few] { $n } комментария
       *[many] { $n } комментариев
    }
comments-none = Пока никто ничего не сказал. Начни!
comments-none-mine = Пока никто ничего не сказал.
comments-off-here = <i>Здесь комментарии выключены: их видишь только ты.</i>
comments-off-all = <i>Комментарии выключены на всей странице: эти видишь только ты.</i>
comment-nth = { $n }. { $head }
comment-head = { $name } · { $when }{ $edited }
comment-when = <tg-time unix="{ $unix }" format="r">{ $shown }</tg-time>
comment-edited = { " " }· <i>изменён</i>
comment-name = <b>{ $name }</b>
comment-artist = 🎸 <b>{ $name }</b>
comment-answered = <blockquote>{ $name }
    { $words }</blockquote>
comment-on =
    💬 { $title }

    { $head }

## Написать

comment-added = <b>Комментарий добавлен.</b>
comment-deleted = Комментарий удалён.
comment-answer-sent = <b>Ответ под комментарием.</b>

## Что приходит

comments-new = { $n ->
        [one] 💬 <b>{ $n } новый комментарий</b> к «{ $title }»
        [few] 💬 <b>{ $n } новых комментария</b> к «{ $title }»
       *[many] 💬 <b>{ $n } новых комментариев</b> к «{ $title }»
    }
comment-latest = Последний, { $name }:
comments-new-how = { $n ->
        [one] <i>Ответь на это сообщение, и ответ появится под комментарием.</i>
        [few] <i>Ответь на это сообщение, и ответ появится под последним из них.</i>
       *[many] <i>Ответь на это сообщение, и ответ появится под последним из них.</i>
    }
comment-answer-came = { $name } — ответ на твой комментарий к «{ $title }»:
comment-yours = <blockquote>{ $words }</blockquote>

## Что решает артист

comments-settings =
    <b>Комментарии</b>

    Твои треки и новости можно комментировать. Отвечай, удаляй лишнее, блокируй тех, кто мешает. Выключить их можно и у одного трека или новости.
comments-settings-off =
    <b>Комментарии</b>

    Выключены: комментировать твои треки и новости нельзя, а то, что уже написали, видишь только ты. Включишь — всё вернётся.
comments-hushed = <b>Хорошо, о новых комментариях больше не пишу.</b>
comments-banned-some =
    <b>Кто не может комментировать у тебя</b>

    Нажми на имя, чтобы снова разрешить.
comments-banned-none = Комментировать у тебя могут все.
