### Донаты глазами артиста: список, месяцы, цель, слова благодарности. HTML.

donations-head = <b>Донаты</b>
donations-empty =
    <b>Донаты</b>

    Пока нет. Здесь будут все, кто тебя поддержит, и их слова.

    Чтобы это случилось скорее, дай людям ссылку, по которой поддерживают в два касания: она под кнопкой «Поддержка».
donations-month = В этом месяце: <b>{ $amount }</b>
donations-last-month = В прошлом: { $amount }
donations-ever = За всё время: { $amount }, { $n ->
        [one] { $n } донат
        [few] { $n } доната
       *[many] { $n } донатов
    }
donations-returned = ↩ Возвращено: { $amount }, { $n ->
        [one] { $n } донат
        [few] { $n } доната
       *[many] { $n } донатов
    }
donation-months-head = <b>Донаты по месяцам</b>
donation-months-empty = Пока пусто.
donations-of-month = { $month }: <b>{ $amount }</b>, { $n ->
        [one] { $n } донат
        [few] { $n } доната
       *[many] { $n } донатов
    }
gift-day = { $day }
gift-pending = ⏳ <b>Ещё не оплачено</b>
gift-failed = ✕ <b>Оплата не прошла</b>
burst-refunded = ↩ <b>Эти донаты возвращены</b>

## Настройки поддержки

support-settings-head = <b>Как тебя поддерживают</b>
support-paused = ⏸ Поддержка на паузе: кнопок с ⭐ никто не видит, и заплатить нельзя.
goal-none = Цели пока нет. С ней на твоей странице видно, на что собираешь и сколько осталось.
goal-at-50 = 🎯 <b>Половина цели собрана!</b>
goal-at-90 = 🎯 <b>До цели совсем чуть-чуть!</b>
goal-at-100 = 🎉 <b>Цель достигнута!</b>
gratitude-head = <i>Вот что видят сразу после доната:</i>

## В чате

shown = 💛 <b>{ $name }</b> дарит <b>{ $amount }</b> → { $artist }
shown-unnamed = 💛 <b>Кто-то</b> дарит <b>{ $amount }</b> → { $artist }
shown-neutral = 💛 { $artist }: спасибо всем, кто поддерживает!
