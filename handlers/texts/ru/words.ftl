### Даты, цены, жанры: из них состоят экраны и кнопки. Без разметки.

day = { $weekday ->
        [1] понедельник
        [2] вторник
        [3] среда
        [4] четверг
        [5] пятница
        [6] суббота
       *[7] воскресенье
    }, { $day } { $month ->
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
    } { $year }
entry-at = { $city } · { $title }
entry-dated = { $day } { $month ->
        [1] янв
        [2] фев
        [3] мар
        [4] апр
        [5] мая
        [6] июн
        [7] июл
        [8] авг
        [9] сен
        [10] окт
        [11] ноя
       *[12] дек
    } { $year } · { $title }
date = { $day } { $month ->
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
    } { $year }
month = { $month ->
        [1] Январь
        [2] Февраль
        [3] Март
        [4] Апрель
        [5] Май
        [6] Июнь
        [7] Июль
        [8] Август
        [9] Сентябрь
        [10] Октябрь
        [11] Ноябрь
       *[12] Декабрь
    } { $year }
weekday-short = { $weekday ->
        [1] Пн
        [2] Вт
        [3] Ср
        [4] Чт
        [5] Пт
        [6] Сб
       *[7] Вс
    }
clock = { $hour }:{ $minute }
clock-utc = { $clock } UTC
moment-utc = { $day }, { $clock } UTC
moment-here = { $day }, { $clock }
moment-there = { $day }, { $clock }, { $city } (UTC{ $offset })

price = { $price } { $sign }
price-bare = { $price }
price-free = бесплатно
price-usd = { NUMBER($price, minimumFractionDigits: 2) } $

genre-pop = Поп
genre-rock = Рок
genre-indie = Инди
genre-hip-hop = Хип-хоп
genre-electronic = Электроника
genre-rnb = R&B
genre-jazz = Джаз
genre-folk = Фолк
genre-metal = Метал
genre-punk = Панк
genre-classical = Классика
genre-ambient = Эмбиент
