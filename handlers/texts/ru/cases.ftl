### Помощь с платежом. HTML.

## Для людей

pay-support-text =
    <b>Помощь с платежом</b>
    Твоё письмо прочитает человек и ответит прямо здесь.
pay-support-which = О каком платеже речь?
pay-support-none = Платежей у тебя здесь ещё не было. Если вопрос о другом, нажми на кнопку.

paid = { $n } ⭐ · { $what } · { $day }
paid-given = Оплачено
paid-held = ↩ Возвращается
paid-returned = ↩ Возвращено
paid-refused = Оплачено; Telegram не стал возвращать
paid-charge = <code>{ $charge }</code>

case-new =
    <b>Приняли: обращение { $id }</b>
    Ответ придёт прямо сюда.
case-head-waits = <b>Обращение { $id }</b> · ждёт нашего ответа
case-head-answered = <b>Обращение { $id }</b> · есть ответ
case-head-closed = <b>Обращение { $id }</b> · закрыто
case-you = <i>Ты, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-we = <i>Мы, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-step-refund = <i>{ $when }</i>
    Мы попросили Telegram вернуть звёзды.
case-step-returned = <i>{ $when }</i>
    ↩ Telegram вернул звёзды.
case-step-kept = <i>{ $when }</i>
    Telegram не вернул звёзды. Разбираемся.
case-step-closed = <i>{ $when }</i>
    Закрыто.
case-answer =
    <b>Обращение { $id }: наш ответ</b>
    <blockquote>{ $text }</blockquote>
case-closed = <b>Обращение { $id } закрыто.</b> Если что-то всё ещё не так, просто допиши.

refund-failed =
    <b>Telegram не вернул { $n } ⭐.</b> Они по-прежнему твои; те, кто ведёт бота, уже разбираются.

    Чек: <code>{ $charge }</code>

## Для администраторов

cases-head = <b>Открытые обращения</b> · { $n }
cases-none = Открытых обращений нет. 🎉
case-admin-waits = ✉ <b>Обращение { $id }</b> · ждёт ответа
case-admin-answered = <b>Обращение { $id }</b> · ответ дан
case-admin-closed = <b>Обращение { $id }</b> · закрыто
case-from = { $name } · { $username } · <code>{ $user }</code>
case-no-payment = Не о конкретном платеже.
case-hidden = { $n ->
        [one] Раньше был ещё { $n } шаг
        [few] Раньше было ещё { $n } шага
       *[many] Раньше было ещё { $n } шагов
    }
case-said = <i>{ $name }, { $when }</i>
    <blockquote>{ $text }</blockquote>
case-did-refund = <i>{ $name }, { $when }</i>
    ↩ Запрошен возврат
case-did-closed = <i>{ $name }, { $when }</i>
    Закрыто

suspended-head = <b>Непонятно, за что</b> · { $n }
suspended-none = Все платежи на своих местах.

refund-how = Какой платёж? Вот так: <code>/refund НОМЕР</code>, номер — из чека.
refund-unknown = Платежа <code>{ $charge }</code> здесь нет.
refund-look = <b>Вернуть { $n } ⭐: { $name }</b> (<code>{ $user }</code>)
refund-from-artist = У кого забираем: { $name }, { $n } ⭐ из { $left } ⭐.
refund-from-coins = У кого забираем: { $name }, { $n } 🪙 из { $left } 🪙.
refund-from-house = Ни у кого не забираем: звёзды ещё у нас.
refund-nobody = Возвращать некому: того, кто платил, здесь больше нет, или Telegram его не назвал.

assign-artist = <b>{ $n } ⭐ получит { $name }</b> (<code>{ $artist }</code>)
assign-coins = <b>{ $n ->
        [one] { $n } коин
        [few] { $n } коина
       *[many] { $n } коинов
    } за { $stars } ⭐ тому, кто платил</b>
assign-unknown = Такого артиста здесь нет.
assign-done = ✓ { $n } ⭐ на своём месте: { $what }. Обе стороны узнают.

till-open = 🟢 Платежи принимаются. Остановить: <code>/maintenance on причина</code>
till-closed =
    🔴 Платежи не принимаются: { $why }

    Снова принимать: <code>/maintenance off</code>
