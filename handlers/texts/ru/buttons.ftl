### Кнопки, всплывающие ответы и прочее, где нет разметки.

## Куда идти

home = 🏠 Домой
back = ‹ Назад
back-to = ‹ { $what }
find = 🔎 Найти
following = ♥ Подписки
studio = 🎸 Моя музыка

coins = 🪙 Коины
donations = 💛 Донаты
settings = ⚙ Настройки
page = { $page } из { $pages }
page-back = ‹
page-on = ›
page-first = «
page-last = »

## Своё

edit = ✎ Изменить
numbers = 📈 Цифры
as-seen = 👁 Как это видят
delete = 🗑 Удалить
undo = ↩ Вернуть
share = ↗ Поделиться
copy-link = 🔗 Ссылка
publish = Опубликовать
publish-all = Опубликовать все { $n }
more = + Подробности
discard = 🗑 Выбросить
discard-sure = Да, выбросить
drafts = 📝 Черновики · { $n }
drafts-look = 📝 Посмотреть
avatar = 👤 Моё фото в профиле
nameless = Без имени
untitled = Без названия

## Форма

form-back = ‹ Назад
skip = Пропустить
clear = Убрать
done = Хватит
cancel = Отмена
city-as-typed = Ничего из этого: { $city }
city-in = { $city }, { $country }
city-in-state = { $city }, { $region }, { $country }
no-day = ·

## Что видят все

listen = ▶ Слушать
play-title = ▶ { $title }
next = ⏭ Дальше
download = ⬇ Скачать
like = ♡ { $n }
liked = ♥ { $n }
follow = + Подписаться
unfollow = ✓ В подписках
artist-page = 👤 Артист
artist-one = Страница артиста
open = Открыть
kind-total = { $kind } · { $n }
found-artist = 👤 { $name }
found-track = ▶ { $title } · { $artist }
inline-nothing = Ничего не нашлось. Открыть бота

## Настройки

language = { $name }
language-on = ✓ { $name }
language-en = English
language-ru = Русский
set-city = 📍 Мой город

## Ответы на нажатие

like-on = ♥
like-off = Лайк снят
follow-on = Подписка есть: { $name }
follow-off = Подписки больше нет: { $name }
follow-self = Это же ты!

## Отказы

gone = Этого больше нет.
outdated = Кнопка устарела. Открой меню: /start
already = Это уже сделано.
broken = Запись повреждена, показать её не получится.
too-long = Эта запись пришла с именем, которое не влезает в кнопку Telegram.
only-private = Давай в личке: открой чат со мной.
no-artist = Здесь больше никого нет.
only-track = Это пока единственный трек.
no-sound = У этой песни пропал звук. Скажи артисту!
trouble = У нас что-то сломалось. Попробуй через минуту.

## Команды

command-start = Меню
command-me = Моя страница и цифры
command-profile = Мой профиль
command-stats = Цифры и графики
command-coins = Мои коины
command-donations = Кто меня поддержал
command-find = Найти артиста или песню
command-following = Мои подписки
command-settings = Язык и город
command-language = Язык
command-help = Что умеет этот бот
command-cancel = Бросить начатое

## Цифры

stats-by-track = 🎵 По трекам
stats-all = 📈 Все треки
stats-track = { $title } · { $n }
chart-plays = прослушивания
chart-likes = лайки
