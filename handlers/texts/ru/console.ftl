### Как дела у бота, для тех, кто его ведёт. HTML.

console-head = <b>Как дела у бота</b>
console-stopped =
    🔴🔴🔴 <b>ОТПРАВКА ОСТАНОВЛЕНА</b>
    Кто остановил: { $name }, { $ago }. Всё ждёт здесь и не потеряется; возвраты идут.

console-queue = 📤 На отправку: <b>{ $n }</b>, самое старое — { $ago }
console-empty = 📤 Очередь на отправку пуста
console-class-duty = · возвраты и отмены: { $n }
console-class-money = · деньги: { $n }
console-class-interactive = · ответы: { $n }
console-class-reminders = · напоминания: { $n }
console-class-news = · новости: { $n }
console-due = ⏳ На потом: { $n }
console-updates = 📥 Ещё не разобрано: { $n }, самое старое — { $ago }
console-dead = ✉ Не доставлено: <b>{ $n }</b>
console-no-refusals = 🐢 За сутки Telegram не просил подождать
console-refusals = 🐢 Telegram просил подождать: за час — { $n }, за сутки — { $often }

console-stars-new = ⭐ Звёзды с Telegram ещё не сверялись
console-no-drift = ⭐ Звёзды сходятся с Telegram; проверено: { $ago }
console-drift = ⚠ У Telegram <b>{ $stars } ⭐</b> против наших книг; проверено: { $ago }
console-audit-new = 🧾 Книги ещё не проверялись
console-audit = 🧾 Книги сходятся; проверено: { $ago }
console-audit-wrong = ⚠ Книги не сходятся: { $n ->
        [one] { $n } место
        [few] { $n } места
       *[many] { $n } мест
    }; проверено: { $ago }
console-payouts-stopped = ⛔ Выплаты остановлены
console-jobs-well = ⚙ Все задачи в порядке
console-jobs-ill = ⚠ { $n ->
        [one] Сбоит { $n } задача
        [few] Сбоят { $n } задачи
       *[many] Сбоят { $n } задач
    }

console-letters = <b>Не доставлено</b> · { $n }
console-letters-none = Доставлено всё. 🎉
console-letter =
    <b>Не доставлено: { $kind }</b>
    Кому: <code>{ $to }</code>, { $ago } · <code>{ $entry }</code>
    <blockquote>{ $reason }</blockquote>
console-letter-update =
    <b>Не разобрано: { $kind }</b>
    От: <code>{ $to }</code>, { $ago } · <code>{ $entry }</code>
    <blockquote>{ $reason }</blockquote>

console-jobs = <b>Задачи</b>
console-job = ✓ { $name }: { $ago }
console-job-new = · { $name }: { $ago }
console-job-ill = ⚠ <b>{ $name }</b>: сбой { $ago }, <code>{ $why }</code>

console-campaigns = <b>Рассылки</b> · { $n }
console-campaigns-none = Рассылок сейчас нет.
console-campaign-numbered = { $place }. { $campaign }
console-campaign = <b>{ $name }</b>, { $kind }: взято { $n }, в пути { $left }
console-campaign-planned = <b>{ $name }</b>, { $kind }: { $when }
console-halt-ask = <b>Остановить эту рассылку?</b>
