### Звёзды, которые ждут артиста, и как он их получает. HTML.

payout-head = <b>💸 Выплата</b>
payout-available = Можно получить: <b>{ $n } ⭐</b> ≈ { $usd }
payout-available-none = Пока получать нечего.
payout-least = Выплаты — от { $n } ⭐.
payout-pending =
    Ещё { $n } ⭐ дозревают: 21 день Telegram может вернуть их тому, кто подарил.
payout-matures = с { $day }: { $n } ⭐
payout-matures-rest = остальное до { $day }: { $n } ⭐
payout-stopped-note = ⏸ Выплаты на паузе: сверяем счета. Твои звёзды на месте.
payout-to =
    Куда платить:
    <blockquote expandable>{ $to }</blockquote>
payout-recent = <b>Запросы</b>
payout-all = <b>Все запросы</b> · { $n }
payout-line-open = ⏳ { $n } ⭐ · { $day } · ждёт
payout-line-paid = ✅ { $n } ⭐ · { $day } · { $note }
payout-line-rejected = ✖ { $n } ⭐ · { $day } · отказ: { $note }
payout-question = <b>Попросить { $n } ⭐?</b> Это ≈ { $usd }.
payout-asked = ✅ <b>Запрос на { $n } ⭐ отправлен.</b> Напишу, как только будет ответ.
payout-paid =
    ✅ <b>{ $n } ⭐ выплачены</b>, ≈ { $usd }
    <blockquote>{ $note }</blockquote>
payout-rejected =
    ↩ <b>{ $n } ⭐ выплатить не вышло.</b> Звёзды снова у тебя.
    <blockquote>{ $note }</blockquote>

old-stars =
    ⏳ <b>Часть твоих звёзд лежит с { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    } { $year } года.</b> Через три года звёзды в Telegram сгорают.
old-stars-ask = Лучше забрать их сейчас.
old-stars-few = До { $n } ⭐ пока не хватает, но пропадать им незачем. Напиши нам: /paysupport

## Для администраторов

admin-payout = 💸 <a href="tg://user?id={ $id }">{ $name }</a> просит <b>{ $n } ⭐</b> ≈ { $usd }
admin-payout-to =
    Куда платить:
    <blockquote>{ $to }</blockquote>
admin-payout-facts = { $day } · <code>{ $payout }</code>
admin-payout-paid =
    ✅ <b>Выплачено</b> · { $admin }, { $day }
    <blockquote>{ $note }</blockquote>
admin-payout-rejected =
    ✖ <b>Отказ</b> · { $admin }, { $day }
    <blockquote>{ $note }</blockquote>
admin-payout-late = ☝ Тебя опередили: ответ уже есть, { $admin }.
admin-payout-stopped = ⏸ Выплаты остановлены: { $why }. Пока не разобрались, лучше не платить.
admin-payouts = <b>Ждут выплаты</b> · { $n }
admin-payouts-none = Выплаты никто не ждёт.
admin-payouts-stopped =
    ⏸ <b>Выплаты остановлены:</b> { $why }

    Всё выяснилось? Разреши снова: <code>/payouts allow</code>
admin-payouts-allowed = ▶ Выплаты снова разрешены.
