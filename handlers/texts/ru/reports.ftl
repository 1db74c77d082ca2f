### Права и жалобы: чему здесь не место и что с этим стало. HTML.

quote = <blockquote>{ $text }</blockquote>

## Для всех

report-ask = <b>Что не так: «{ $title }»?</b>
report-thanks =
    <b>Спасибо!</b> На это посмотрит человек, и я расскажу, чем кончилось.

    Артист не узнает, что это ты.
outcome-taken = Твоя жалоба: «{ $title }». Мы посмотрели и сняли это. Спасибо!
outcome-blocked = Твоя жалоба: «{ $title }». Мы посмотрели и заблокировали страницу. Спасибо!
outcome-warned = Твоя жалоба: «{ $title }». Мы посмотрели и предупредили артиста. Спасибо!
outcome-dismissed = Твоя жалоба: «{ $title }». Мы посмотрели: это может остаться. Всё равно спасибо!

## Для артистов

told-taken = <b>«{ $title }» — снято:</b> { $why }.
told-restored = <b>«{ $title }» снова на месте,</b> со всеми прослушиваниями и лайками. Извини за беспокойство.
told-warned = <b>Предупреждение: «{ $title }»</b> — { $why }. Пока не снимаем, но поправь, пожалуйста.
told-dismissed = <b>«{ $title }»:</b> мы посмотрели ещё раз, решение прежнее. Если есть что добавить: /paysupport
told-blocked = <b>Твоя страница заблокирована:</b> { $why }. Её никто не видит, и публиковать нельзя. Всё, что тебе подарили, остаётся твоим: /payout
told-lifted = <b>Твоя страница вернулась.</b> Её снова видят, и можно публиковать.
told-verified = <b>Твоё имя подтверждено.</b> Теперь после него стоит ✓.
told-refused = <b>Имя пока не подтверждено.</b>
told-revoked = <b>После твоего имени больше нет ✓.</b>
told-object = Если мы ошиблись, возрази: человек посмотрит ещё раз.

taken-head = <b>Снято</b> · { $n }
taken-none = Ничего твоего не снято. 🎉
taken-why = ⛔ <b>Снято { $day }:</b> { $why }.
taken-objected = <i>Твоё возражение у нас: посмотрим ещё раз.</i>
objected = <b>Принято.</b> Человек посмотрит ещё раз, и я расскажу, чем кончилось.

blocked-home =
    <b>Твоя страница заблокирована</b>

    С { $day }: { $why }. Её никто не видит, и публиковать нельзя.
blocked-still = Всё, что тебе подарили, остаётся твоим. Если мы ошиблись, возрази: человек посмотрит ещё раз.
blocked-objected = Всё, что тебе подарили, остаётся твоим. <i>Твоё возражение у нас: посмотрим ещё раз.</i>

verify-asked = <b>Принято.</b> Человек посмотрит, и я расскажу, чем кончилось.

## Для администраторов

matters-head = <b>Ждёт решения</b> · { $n }
matters-none = Решать нечего. 🎉
matter-head = ⚑ <b>{ $title }</b> · { $kind }
matter-head-closed = <b>{ $title }</b> · { $kind } · решено
matter-reason = { $reason }: <b>{ $n }</b>
standing-strikes = ⛔ Снято за год: <b>{ $n }</b>; после { $most } — блокировка
standing-blocked = 🚫 Блокировка: { $why }
standing-verified = ✓ Имя подтверждено
standing-fine = Замечаний нет.
standing-head = <b>Что известно</b>
standing-past = Недавнее:
did = <i>{ $name }, { $when }:</i> { $did }
did-itself = <i>{ $when }:</i> { $did }
did-taken = снято ({ $why })
did-dismissed = оставлено как есть
did-warned = предупреждение ({ $why })
did-restored = возвращено
did-blocked = блокировка ({ $why })
did-lifted = блокировка снята
did-verified = имя подтверждено
did-refused = имя не подтверждено
did-revoked = подтверждение имени снято
did-objected = возражение
did-asked = просит ✓
ask-why-taken = <b>Почему снять: «{ $title }»?</b>
ask-why-warned = <b>О чём предупредить: «{ $title }»?</b>
ask-why-blocked = <b>За что заблокировать: «{ $title }»?</b>
ask-sure = <b>Артист прочтёт:</b>
ban-how = <code>/ban ID причина</code> блокирует: id есть в жалобах, ссылка на страницу тоже подойдёт. Без причины — покажет, что известно. <code>/unban ID</code> снимает блокировку, <code>/verify ID</code> ставит ✓ после имени.
ban-blocked = <b>Заблокированы</b> · { $n }
decisions-head = <b>Что решено</b>
decisions-none = Решений ещё не было.
decision-line = <i>{ $when }, { $name }:</i> { $title } — { $did }
