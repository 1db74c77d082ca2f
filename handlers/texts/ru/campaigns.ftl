### Рассказать подписчикам и опубликовать в срок. HTML.

## Что приходит подписчикам

pushed = 📣 <b>{ $name }</b>: есть новое
pushed-track = 🎵 <b>{ $name }</b>: новая песня
pushed-concert = 🎤 <b>{ $name }</b>: новый концерт
pushed-video = 🎬 <b>{ $name }</b>: новое видео
pushed-news = 📰 <b>{ $name }</b>: новости
pushed-again = 📣 <b>{ $name }</b>

## До отправки

announce-head = <b>Рассказать подписчикам</b>
    { $title }
announce-who = Кому: { $n ->
        [one] { $n } подписчик
        [few] { $n } подписчика
       *[many] { $n } подписчиков
    }
announce-now = Когда: сейчас
announce-at = Когда: { $when }
announce-silent = Звук: без звука
announce-loud = Звук: со звуком
announce-moment = Займёт: меньше минуты
announce-minutes = Займёт: около { $n } мин, дольше — если рассылают и другие
announce-hours = Займёт: около { $n } ч, дольше — если рассылают и другие
announce-how = <i>У кого ночь — получит утром. Одному человеку от тебя приходит не больше одного сообщения в день и трёх в неделю: остальное ждёт очереди.</i>
announce-looked = 👆 Вот что придёт, каждому на его языке.
announced-before = <b>Об этом уже было:</b> { $when }, { $n ->
        [one] { $n } человек
        [few] { $n } человека
       *[many] { $n } человек
    }. Рассказать ещё раз?

## Во время и после

campaign-head = 📣 <b>{ $title }</b>
campaign-report = <b>Подписчики знают!</b>
campaign-planned = Начнётся: { $when }
campaign-running = Отправляется…
campaign-waits = Отправлено — кроме тех, кто получит позже.
campaign-done = Отправлено.
campaign-stopped = Остановлено.
campaign-bar = { $bar } { $n } из { $wanted }
campaign-sent = ✅ Дошло: { $n }
campaign-tapped = 👆 Нажали что-нибудь: { $n }
campaign-unclear = ❔ Может быть, дошло: { $n }
campaign-left = ⏳ Осталось: { $n }
campaign-waiting = 🌙 Утром или когда подойдёт очередь: { $n }
campaign-off = 🔕 Не хотят таких сообщений: { $n }
campaign-digest = 🗞 Увидят в сводке: { $n }
campaign-blocked = 🚫 Закрыли бота: { $n }
campaign-failed = ⚠ Telegram не принял: { $n }
campaign-moot = ✕ Поздно или уже не нужно: { $n }
campaign-untold = ⏹ Не узнали, рассылка остановлена: { $n }
campaign-began = Начало: { $when }
campaign-ended = Конец: { $when }
campaigns-head = <b>Что узнают подписчики</b>
campaigns-none = Пока ничего. Опубликуй что-нибудь и нажми «Рассказать подписчикам».

## В срок

later-head = <b>Опубликовать позже</b>
    { $title }
later-when = Когда это выйдет?
later-at = Выйдет: { $when }
later-told = Подписчики сразу узнают.
later-told-loud = Подписчики сразу узнают, со звуком.
later-untold = Подписчикам не сообщу.
later-kept = ✓ <b>Запланировано.</b>
later-dropped = Больше не запланировано, это снова просто черновик.
draft-planned = 🕒 Выйдет: <b>{ $when }</b>
released = <b>Вышло, как и было задумано!</b>
released-late = <b>Вышло позже срока</b> ({ $when }): бот не работал.
