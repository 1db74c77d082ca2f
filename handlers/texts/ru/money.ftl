### Что говорится о деньгах. HTML.

## Поддержка

amount = { $n }
amount-stars = { $n } ⭐
amount-coins = { $n } 🪙
support-head = <b>Поддержать: { $name }</b>
support-terms = Нажми на сумму: Telegram переспросит — и всё. Оплачивая, ты соглашаешься с условиями: /terms
goal-line = { $bar } { $reached } из { $wanted } ⭐
    { $goal }
monthly-head =
    <b>{ $name }: каждый месяц</b>

    Одна и та же сумма каждые 30 дней. Остановить можно когда угодно: /supporting
own-amount-ready = <b>{ $n } ⭐ → { $name }</b>
thanks = <b>{ $amount } → { $name }</b>
thanks-monthly = <b>{ $amount } { $months ->
        [1] каждый месяц
       *[other] за { $months }-й месяц
    } → { $name }</b>
thanks-default = Спасибо! Всё дошло, артист уже знает.
thanks-message = <blockquote>{ $text }</blockquote>
thanks-refunded = ↩ { $amount } → { $name }: донат возвращён, всё снова у тебя.
wall-head = 🏅 <b>Стена поддержки</b> · { $name } · { $n }
wall-line = { $name } · { $amount }
wall-line-bare = { $name }
wall-more = И ещё { $n }.
wall-empty = Пока никого. Первое место ждёт тебя.

## Что узнаёт артист

gift-head = 💛 <b>{ $name }</b> дарит тебе <b>{ $amount }</b>
gift-head-unnamed = 💛 <b>Кто-то</b> дарит тебе <b>{ $amount }</b>
gift-first = Впервые
gift-first-coins = Коинами впервые
gift-nth = Уже { $nth ->
        [2] во 2-й
       *[other] в { $nth }-й
    } раз, всего { $total }
gift-month = Ежемесячная поддержка, { $n }-й месяц
gift-monthly = Ежемесячная поддержка
gift-worth = ≈ { $usd }, можно получить с { $day }
gift-from = Откуда: { $source }
gift-message = <blockquote expandable>{ $text }</blockquote>
gift-no-message = <i>Без слов</i>
gift-message-hidden = <i>Слова скрыты</i>
gift-thanked-for = 🙏 <i>Спасибо сказано</i>
gift-refunded = ↩ <b>Возвращено</b>
burst-head = 💛 <b>{ $n ->
        [one] { $n } донат
        [few] { $n } доната
       *[many] { $n } донатов
    }, { $amount }</b>
burst-list = <blockquote expandable>{ $list }</blockquote>
burst-line = { $name } · { $amount }
burst-line-said = { $name } · { $amount } · «{ $text }»
burst-more = и ещё { $n }
thanked = 🙏 <b>{ $name }</b> благодарит тебя за поддержку!

## Возвраты

returned = ↩ <b>{ $n } ⭐ снова у тебя.</b> Telegram вернул платёж целиком.
taken-back = ↩ { $name } · { $amount }: донат возвращён.
charged-back = ↩ { $name } · { $amount }: Telegram отменил этот платёж.
unclear-payment =
    <b>Платёж пришёл, но непонятно, за что он.</b>

    С ним разбирается человек: придёт либо покупка, либо звёзды обратно. Чек: <code>{ $charge }</code>

## Коины

coins-bought = <b>+{ $n ->
        [one] { $n } коин
        [few] { $n } коина
       *[many] { $n } коинов
    }</b>. Всего у тебя { $balance }.

## Для администраторов

admin-suspense =
    ⚠ <b>{ $n } ⭐ заплачены неизвестно за что.</b>

    Кто: <code>{ $user }</code>, платёж <code>{ $charge }</code>
    Что сказано в счёте: <code>{ $payload }</code>
alarm-conflict = ⚠ Платёж <code>{ $charge }</code> пришёл ещё раз, но другим. Смотри <code>python -m bot audit</code>.
alarm-currency = ⚠ Пришёл платёж в { $currency }. Мы принимаем только звёзды.
alarm-refund-slow = ⚠ Telegram уже несколько часов не отвечает, возвращает ли он платёж <code>{ $charge }</code>. Спрашиваем снова каждый час.
alarm-refund-refused = ⚠ Telegram не возвращает платёж <code>{ $charge }</code>: { $why }. Удержанное снова у того, у кого было.
alarm-chargeback = ⚠ Telegram сам забрал платёж <code>{ $charge }</code>: отмена покупателем.

## Тревоги бухгалтерии

alarm-income =
    ⚠ <b>Пришли звёзды не по счёту: { $stars } ⭐.</b>

    Telegram называет это <code>{ $source }</code>. Транзакция <code>{ $charge }</code> отложена и ждёт решения.
alarm-transaction = ⚠ В списке Telegram есть транзакция <code>{ $charge }</code>, но провести её не получается: { $why }
alarm-drift =
    ⚠ <b>У Telegram и в книге разный баланс: { $difference } ⭐.</b>

    Telegram говорит { $telegram } ⭐, в книге { $ledger } ⭐. Весь список транзакций перечитан, разница осталась. Напомню раз в день, пока она не уйдёт.
alarm-audit =
    ⚠ <b>Книга не сходится. Выплаты остановлены.</b>

    Найдено: { $count }. Первое: <code>{ $first }</code>
    Всё целиком и что делать: <code>python -m bot audit</code>
