### Рассказать подписчикам и опубликовать в срок. HTML.

## Что приходит подписчикам

pushed = 📣 <b>{ $name }</b>: есть новое
pushed-track = 🎵 <b>{ $name }</b>: новая песня
pushed-concert = 🎤 <b>{ $name }</b>: новый концерт
pushed-video = 🎬 <b>{ $name }</b>: новое видео
pushed-news = 📰 <b>{ $name }</b>: новости
pushed-album = 💿 <b>{ $name }</b>: вышел альбом
pushed-awaited = 🔔 Вот и вышло то, чего ты ждёшь: <b>{ $name }</b>
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
announce-silent = Звук: нет
announce-loud = Звук: есть
announce-moment = Займёт: меньше минуты
announce-minutes = Займёт: около { $n } мин, дольше — если рассылают и другие
announce-hours = Займёт: около { $n } ч, дольше — если рассылают и другие
announce-how = <i>У кого ночь, те получат утром. Одному человеку от тебя приходит не больше одного сообщения в день и трёх в неделю: остальное ждёт очереди.</i>
announce-looked = 👆 Вот что придёт, каждому на его языке.
announced-before = <b>Об этом уже рассказано:</b> { $when }, { $n ->
        [one] узнал { $n } человек
        [few] узнали { $n } человека
       *[many] узнали { $n } человек
    }. Рассказать ещё раз?

## Во время и после

campaign-head = 📣 <b>{ $title }</b>
campaign-report = <b>Подписчики знают!</b>
campaign-report-waits = <b>Подписчики узнают.</b>
campaign-report-nobody = <b>Никто из подписчиков не узнал.</b>
campaign-planned = Начнётся: { $when }
campaign-running = Отправляется…
campaign-waits = Отправлено всем, кроме тех, кто получит позже.
campaign-done = Отправлено.
campaign-nobody = Не отправлено: было уже поздно или некому.
campaign-stopped = Остановлено.
campaign-bar = { $bar } { $n } из { $wanted }
campaign-sent = ✅ Дошло: { $n }
campaign-tapped = 👆 Нажали кнопку: { $n }
campaign-unclear = ❔ Может быть, дошло: { $n }
campaign-left = ⏳ Осталось: { $n }
campaign-waiting = 🌙 Утром или когда подойдёт очередь: { $n }
campaign-off = 🔕 Не хотят таких сообщений: { $n }
campaign-digest = 🗞 Увидят в дайджесте: { $n }
campaign-blocked = 🚫 Заблокировали бота: { $n }
campaign-failed = ⚠ Telegram не принял: { $n }
campaign-moot = ✕ Поздно или уже не нужно: { $n }
campaign-untold = ⏹ Не отправлено из-за остановки: { $n }
campaign-began = Начало: { $when }
campaign-ended = Конец: { $when }
campaigns-head = <b>Рассылки подписчикам</b>
campaigns-none = Пока ничего. Опубликуй что-нибудь и нажми «Рассказать подписчикам».

## В срок

later-head = <b>Опубликовать позже</b>
    { $title }
later-more = и вместе с этой ещё { $n ->
        [one] { $n } песня
        [few] { $n } песни
       *[many] { $n } песен
    }
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
