"""Cities by name, with their time zones."""

import gzip
import runpy
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers import cities
from handlers.cities import City, alike, ambiguous, country_name, find_city, fold

WELL_KNOWN = """
Moscow | Москва | RU | Europe/Moscow
Saint Petersburg | Санкт-Петербург | RU | Europe/Moscow
Novosibirsk | Новосибирск | RU | Asia/Novosibirsk
Yekaterinburg | Екатеринбург | RU | Asia/Yekaterinburg
Kazan | Казань | RU | Europe/Moscow
Nizhny Novgorod | Нижний Новгород | RU | Europe/Moscow
Chelyabinsk | Челябинск | RU | Asia/Yekaterinburg
Samara | Самара | RU | Europe/Samara
Omsk | Омск | RU | Asia/Omsk
Rostov-on-Don | Ростов-на-Дону | RU | Europe/Moscow
Ufa | Уфа | RU | Asia/Yekaterinburg
Krasnoyarsk | Красноярск | RU | Asia/Krasnoyarsk
Voronezh | Воронеж | RU | Europe/Moscow
Perm | Пермь | RU | Asia/Yekaterinburg
Volgograd | Волгоград | RU | Europe/Volgograd
Krasnodar | Краснодар | RU | Europe/Moscow
Saratov | Саратов | RU | Europe/Saratov
Tyumen | Тюмень | RU | Asia/Yekaterinburg
Tolyatti | Тольятти | RU | Europe/Samara
Izhevsk | Ижевск | RU | Europe/Samara
Barnaul | Барнаул | RU | Asia/Barnaul
Ulyanovsk | Ульяновск | RU | Europe/Ulyanovsk
Irkutsk | Иркутск | RU | Asia/Irkutsk
Khabarovsk | Хабаровск | RU | Asia/Vladivostok
Yaroslavl | Ярославль | RU | Europe/Moscow
Vladivostok | Владивосток | RU | Asia/Vladivostok
Makhachkala | Махачкала | RU | Europe/Moscow
Tomsk | Томск | RU | Asia/Tomsk
Orenburg | Оренбург | RU | Asia/Yekaterinburg
Kemerovo | Кемерово | RU | Asia/Novokuznetsk
Novokuznetsk | Новокузнецк | RU | Asia/Novokuznetsk
Ryazan | Рязань | RU | Europe/Moscow
Astrakhan | Астрахань | RU | Europe/Astrakhan
Naberezhnyye Chelny | Набережные Челны | RU | Europe/Moscow
Penza | Пенза | RU | Europe/Moscow
Kirov | Киров | RU | Europe/Kirov
Lipetsk | Липецк | RU | Europe/Moscow
Cheboksary | Чебоксары | RU | Europe/Moscow
Kaliningrad | Калининград | RU | Europe/Kaliningrad
Tula | Тула | RU | Europe/Moscow
Kursk | Курск | RU | Europe/Moscow
Stavropol | Ставрополь | RU | Europe/Moscow
Ulan-Ude | Улан-Удэ | RU | Asia/Irkutsk
Sochi | Сочи | RU | Europe/Moscow
Tver | Тверь | RU | Europe/Moscow
Magnitogorsk | Магнитогорск | RU | Asia/Yekaterinburg
Ivanovo | Иваново | RU | Europe/Moscow
Bryansk | Брянск | RU | Europe/Moscow
Belgorod | Белгород | RU | Europe/Moscow
Surgut | Сургут | RU | Asia/Yekaterinburg
Vladimir | Владимир | RU | Europe/Moscow
Chita | Чита | RU | Asia/Chita
Arkhangelsk | Архангельск | RU | Europe/Moscow
Kaluga | Калуга | RU | Europe/Moscow
Smolensk | Смоленск | RU | Europe/Moscow
Yakutsk | Якутск | RU | Asia/Yakutsk
Murmansk | Мурманск | RU | Europe/Moscow
Petrozavodsk | Петрозаводск | RU | Europe/Moscow
Yuzhno-Sakhalinsk | Южно-Сахалинск | RU | Asia/Sakhalin
Petropavlovsk-Kamchatsky | Петропавловск-Камчатский | RU | Asia/Kamchatka
Magadan | Магадан | RU | Asia/Magadan
Anadyr | Анадырь | RU | Asia/Anadyr
Norilsk | Норильск | RU | Asia/Krasnoyarsk
Veliky Novgorod | Великий Новгород | RU | Europe/Moscow
Pskov | Псков | RU | Europe/Moscow
Yoshkar-Ola | Йошкар-Ола | RU | Europe/Moscow
Suzdal | Суздаль | RU | Europe/Moscow
Kyiv | Киев | UA | Europe/Kyiv
Kharkiv | Харьков | UA | Europe/Kyiv
Odesa | Одесса | UA | Europe/Kyiv
Lviv | Львов | UA | Europe/Kyiv
Dnipro | Днепр | UA | Europe/Kyiv
Minsk | Минск | BY | Europe/Minsk
Gomel | Гомель | BY | Europe/Minsk
Grodno | Гродно | BY | Europe/Minsk
Vitebsk | Витебск | BY | Europe/Minsk
Brest | Брест | BY | Europe/Minsk
Mogilev | Могилёв | BY | Europe/Minsk
Almaty | Алматы | KZ | Asia/Almaty
Astana | Астана | KZ | Asia/Almaty
Shymkent | Шымкент | KZ | Asia/Almaty
Karaganda | Караганда | KZ | Asia/Almaty
Aktobe | Актобе | KZ | Asia/Aqtobe
Tashkent | Ташкент | UZ | Asia/Tashkent
Samarkand | Самарканд | UZ | Asia/Samarkand
Bishkek | Бишкек | KG | Asia/Bishkek
Dushanbe | Душанбе | TJ | Asia/Dushanbe
Ashgabat | Ашхабад | TM | Asia/Ashgabat
Baku | Баку | AZ | Asia/Baku
Yerevan | Ереван | AM | Asia/Yerevan
Tbilisi | Тбилиси | GE | Asia/Tbilisi
Batumi | Батуми | GE | Asia/Tbilisi
Chisinau | Кишинёв | MD | Europe/Chisinau
Riga | Рига | LV | Europe/Riga
Vilnius | Вильнюс | LT | Europe/Vilnius
Kaunas | Каунас | LT | Europe/Vilnius
Tallinn | Таллин | EE | Europe/Tallinn
London | Лондон | GB | Europe/London
Manchester | Манчестер | GB | Europe/London
Birmingham | Бирмингем | GB | Europe/London
Glasgow | Глазго | GB | Europe/London
Edinburgh | Эдинбург | GB | Europe/London
Liverpool | Ливерпуль | GB | Europe/London
Bristol | Бристоль | GB | Europe/London
Leeds | Лидс | GB | Europe/London
Brighton | Брайтон | GB | Europe/London
Dublin | Дублин | IE | Europe/Dublin
Paris | Париж | FR | Europe/Paris
Lyon | Лион | FR | Europe/Paris
Marseille | Марсель | FR | Europe/Paris
Toulouse | Тулуза | FR | Europe/Paris
Nice | Ницца | FR | Europe/Paris
Bordeaux | Бордо | FR | Europe/Paris
Lille | Лилль | FR | Europe/Paris
Strasbourg | Страсбург | FR | Europe/Paris
Berlin | Берлин | DE | Europe/Berlin
Hamburg | Гамбург | DE | Europe/Berlin
Munich | Мюнхен | DE | Europe/Berlin
Cologne | Кёльн | DE | Europe/Berlin
Frankfurt | Франкфурт-на-Майне | DE | Europe/Berlin
Stuttgart | Штутгарт | DE | Europe/Berlin
Leipzig | Лейпциг | DE | Europe/Berlin
Dresden | Дрезден | DE | Europe/Berlin
Vienna | Вена | AT | Europe/Vienna
Salzburg | Зальцбург | AT | Europe/Vienna
Zürich | Цюрих | CH | Europe/Zurich
Geneva | Женева | CH | Europe/Zurich
Bern | Берн | CH | Europe/Zurich
Basel | Базель | CH | Europe/Zurich
Brussels | Брюссель | BE | Europe/Brussels
Antwerp | Антверпен | BE | Europe/Brussels
Amsterdam | Амстердам | NL | Europe/Amsterdam
Rotterdam | Роттердам | NL | Europe/Amsterdam
Utrecht | Утрехт | NL | Europe/Amsterdam
The Hague | Гаага | NL | Europe/Amsterdam
Luxembourg | Люксембург | LU | Europe/Luxembourg
Madrid | Мадрид | ES | Europe/Madrid
Barcelona | Барселона | ES | Europe/Madrid
Sevilla | Севилья | ES | Europe/Madrid
Bilbao | Бильбао | ES | Europe/Madrid
Las Palmas de Gran Canaria | Лас-Пальмас-де-Гран-Канария | ES | Atlantic/Canary
Lisbon | Лиссабон | PT | Europe/Lisbon
Porto | Порту | PT | Europe/Lisbon
Rome | Рим | IT | Europe/Rome
Milan | Милан | IT | Europe/Rome
Naples | Неаполь | IT | Europe/Rome
Turin | Турин | IT | Europe/Rome
Venice | Венеция | IT | Europe/Rome
Florence | Флоренция | IT | Europe/Rome
Bologna | Болонья | IT | Europe/Rome
Athens | Афины | GR | Europe/Athens
Thessaloniki | Салоники | GR | Europe/Athens
Copenhagen | Копенгаген | DK | Europe/Copenhagen
Stockholm | Стокгольм | SE | Europe/Stockholm
Gothenburg | Гётеборг | SE | Europe/Stockholm
Malmö | Мальмё | SE | Europe/Stockholm
Oslo | Осло | NO | Europe/Oslo
Bergen | Берген | NO | Europe/Oslo
Helsinki | Хельсинки | FI | Europe/Helsinki
Tampere | Тампере | FI | Europe/Helsinki
Reykjavík | Рейкьявик | IS | Atlantic/Reykjavik
Warsaw | Варшава | PL | Europe/Warsaw
Kraków | Краков | PL | Europe/Warsaw
Gdańsk | Гданьск | PL | Europe/Warsaw
Wrocław | Вроцлав | PL | Europe/Warsaw
Prague | Прага | CZ | Europe/Prague
Brno | Брно | CZ | Europe/Prague
Bratislava | Братислава | SK | Europe/Bratislava
Budapest | Будапешт | HU | Europe/Budapest
Bucharest | Бухарест | RO | Europe/Bucharest
Sofia | София | BG | Europe/Sofia
Belgrade | Белград | RS | Europe/Belgrade
Novi Sad | Нови-Сад | RS | Europe/Belgrade
Zagreb | Загреб | HR | Europe/Zagreb
Ljubljana | Любляна | SI | Europe/Ljubljana
Sarajevo | Сараево | BA | Europe/Sarajevo
Podgorica | Подгорица | ME | Europe/Podgorica
Skopje | Скопье | MK | Europe/Skopje
Tirana | Тирана | AL | Europe/Tirane
Istanbul | Стамбул | TR | Europe/Istanbul
Ankara | Анкара | TR | Europe/Istanbul
Antalya | Анталья | TR | Europe/Istanbul
Limassol | Лимасол | CY | Asia/Nicosia
Tel Aviv | Тель-Авив | IL | Asia/Jerusalem
Haifa | Хайфа | IL | Asia/Jerusalem
Jerusalem | Иерусалим | IL | Asia/Jerusalem
Cairo | Каир | EG | Africa/Cairo
Casablanca | Касабланка | MA | Africa/Casablanca
Nairobi | Найроби | KE | Africa/Nairobi
Cape Town | Кейптаун | ZA | Africa/Johannesburg
Johannesburg | Йоханнесбург | ZA | Africa/Johannesburg
Lagos | Лагос | NG | Africa/Lagos
Dubai | Дубай | AE | Asia/Dubai
Abu Dhabi | Абу-Даби | AE | Asia/Dubai
Riyadh | Эр-Рияд | SA | Asia/Riyadh
Doha | Доха | QA | Asia/Qatar
Tehran | Тегеран | IR | Asia/Tehran
Delhi | Дели | IN | Asia/Kolkata
Mumbai | Мумбаи | IN | Asia/Kolkata
Kathmandu | Катманду | NP | Asia/Kathmandu
Bangkok | Бангкок | TH | Asia/Bangkok
Phuket | Пхукет | TH | Asia/Bangkok
Ho Chi Minh City | Хошимин | VN | Asia/Ho_Chi_Minh
Hanoi | Ханой | VN | Asia/Bangkok
Singapore | Сингапур | SG | Asia/Singapore
Kuala Lumpur | Куала-Лумпур | MY | Asia/Kuala_Lumpur
Jakarta | Джакарта | ID | Asia/Jakarta
Denpasar | Денпасар | ID | Asia/Makassar
Manila | Манила | PH | Asia/Manila
Hong Kong | Гонконг | HK | Asia/Hong_Kong
Beijing | Пекин | CN | Asia/Shanghai
Shanghai | Шанхай | CN | Asia/Shanghai
Guangzhou | Гуанчжоу | CN | Asia/Shanghai
Shenzhen | Шэньчжэнь | CN | Asia/Shanghai
Harbin | Харбин | CN | Asia/Shanghai
Taipei | Тайбэй | TW | Asia/Taipei
Tokyo | Токио | JP | Asia/Tokyo
Osaka | Осака | JP | Asia/Tokyo
Kyoto | Киото | JP | Asia/Tokyo
Seoul | Сеул | KR | Asia/Seoul
Busan | Пусан | KR | Asia/Seoul
Ulan Bator | Улан-Батор | MN | Asia/Ulaanbaatar
New York City | Нью-Йорк | US | America/New_York
Los Angeles | Лос-Анджелес | US | America/Los_Angeles
Chicago | Чикаго | US | America/Chicago
Houston | Хьюстон | US | America/Chicago
Phoenix | Финикс | US | America/Phoenix
Philadelphia | Филадельфия | US | America/New_York
San Francisco | Сан-Франциско | US | America/Los_Angeles
Seattle | Сиэтл | US | America/Los_Angeles
Denver | Денвер | US | America/Denver
Boston | Бостон | US | America/New_York
Miami | Майами | US | America/New_York
Austin | Остин | US | America/Chicago
Nashville | Нэшвилл | US | America/Chicago
Las Vegas | Лас-Вегас | US | America/Los_Angeles
New Orleans | Новый Орлеан | US | America/Chicago
Detroit | Детройт | US | America/Detroit
Honolulu | Гонолулу | US | Pacific/Honolulu
Anchorage | Анкоридж | US | America/Anchorage
Washington | Вашингтон | US | America/New_York
Toronto | Торонто | CA | America/Toronto
Montréal | Монреаль | CA | America/Toronto
Vancouver | Ванкувер | CA | America/Vancouver
St. John's | Сент-Джонс | CA | America/St_Johns
Mexico City | Мехико | MX | America/Mexico_City
Havana | Гавана | CU | America/Havana
São Paulo | Сан-Паулу | BR | America/Sao_Paulo
Rio de Janeiro | Рио-де-Жанейро | BR | America/Sao_Paulo
Buenos Aires | Буэнос-Айрес | AR | America/Argentina/Buenos_Aires
Santiago | Сантьяго | CL | America/Santiago
Lima | Лима | PE | America/Lima
Bogotá | Богота | CO | America/Bogota
Caracas | Каракас | VE | America/Caracas
Sydney | Сидней | AU | Australia/Sydney
Melbourne | Мельбурн | AU | Australia/Melbourne
Brisbane | Брисбен | AU | Australia/Brisbane
Perth | Перт | AU | Australia/Perth
Auckland | Окленд | NZ | Pacific/Auckland
Wellington | Веллингтон | NZ | Pacific/Auckland
"""

OTHER_NAMES = """
Питер | Saint Petersburg
СПб | Saint Petersburg
спб | Saint Petersburg
Петербург | Saint Petersburg
Ленинград | Saint Petersburg
Санкт Петербург | Saint Petersburg
St. Petersburg | Saint Petersburg
St Petersburg | Saint Petersburg
г. Санкт-Петербург | Saint Petersburg
Мск | Moscow
город Москва | Moscow
MOSKVA | Moscow
Масква | Moscow
Нижний | Nizhniy Novgorod
Nizhniy Novgorod | Nizhniy Novgorod
Екб | Yekaterinburg
Ekaterinburg | Yekaterinburg
Новосиб | Novosibirsk
Ростов | Rostov-on-Don
ростов на дону | Rostov-on-Don
Челны | Naberezhnyye Chelny
Владик | Vladivostok
Комсомольск | Komsomolsk-on-Amur
йошкар ола | Yoshkar-Ola
орел | Orël
ОРЁЛ | Orël
Київ | Kyiv
Kiev | Kyiv
Харків | Kharkiv
Мінск | Minsk
Гродна | Hrodna
Алма-Ата | Almaty
Нур-Султан | Astana
Ташкент | Tashkent
NYC | New York City
New York | New York City
ньюйорк | New York City
L.A. | Los Angeles
SF | San Francisco
Вегас | Las Vegas
Washington, D.C. | Washington
Мехико | Mexico City
Saigon | Ho Chi Minh City
Bombay | Mumbai
Бали | Denpasar
Köln | Köln
koln | Köln
Cologne | Köln
Кельн | Köln
München | Munich
Wien | Vienna
Praha | Prague
Roma | Rome
Warszawa | Warsaw
Łódź | Łódź
Lodz | Łódź
Zurich | Zürich
sao paulo | São Paulo
SÃO PAULO | São Paulo
Hull | Kingston upon Hull
"""


def rows(table: str) -> list[list[str]]:
    return [[*map(str.strip, row.split("|"))] for row in table.strip().splitlines()]


@pytest.mark.parametrize(("english", "russian", "country", "zone"), rows(WELL_KNOWN))
def test_a_well_known_city_is_found_in_both_languages(
    english: str, russian: str, country: str, zone: str
) -> None:
    city = find_city(english)[0]
    assert (city.name_ru, city.country, city.zone) == (russian, country, zone)
    assert find_city(russian)[0] == city


@pytest.mark.parametrize(("name", "city"), rows(OTHER_NAMES))
def test_a_city_is_found_by_what_people_call_it(name: str, city: str) -> None:
    assert find_city(name)[0].name_en == city


@pytest.mark.parametrize(
    ("name", "country"),
    [
        *(("Birmingham", "GB"), ("Portland", "US"), ("Springfield", "US"), ("Valencia", "VE")),
        *(("Córdoba", "AR"), ("San Jose", "US"), ("Хайдарабад", "IN"), ("Кордова", "AR")),
    ],
)
def test_namesakes_in_other_time_are_asked_about(name: str, country: str) -> None:
    found = find_city(name)
    assert found[0].country == country
    assert ambiguous(found)
    assert found == sorted(found, key=lambda city: -city.population)


@pytest.mark.parametrize("name", ["London", "Париж", "Moscow", "Владимир", "Ростов", "Berlin"])
def test_a_city_that_dwarfs_its_namesakes_is_not_asked_about(name: str) -> None:
    assert not ambiguous(find_city(name))


@pytest.mark.parametrize("name", ["Kansas City", "Columbus", "Cleveland"])
def test_namesakes_in_the_same_time_are_not_asked_about(name: str) -> None:
    found = find_city(name)
    assert found[1].population * 10 > found[0].population
    assert not ambiguous(found)


def test_nothing_found_is_not_ambiguous() -> None:
    assert not ambiguous([])


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("Birmingham, AL", "US", "AL"),
        ("Birmingham, USA", "US", "AL"),
        ("Birmingham, UK", "GB", ""),
        ("Бирмингем, Великобритания", "GB", ""),
        ("Бирмингем, англия", "GB", ""),
        ("Portland, ME", "US", "ME"),
        ("Санкт-Петербург, Россия", "RU", ""),
        ("St. Petersburg, FL", "US", "FL"),
        ("London, Canada", "CA", ""),
        ("Лондон, Канада", "CA", ""),
        ("Birmingham, Narnia", "GB", ""),
        ("Birmingham,", "GB", ""),
    ],
)
def test_a_country_or_a_state_may_follow_a_comma(text: str, country: str, region: str) -> None:
    city = find_city(text)[0]
    assert (city.country, city.region) == (country, region)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Екатенбург", "Екатеринбург"),
        ("Новасибирск", "Новосибирск"),
        ("Владивасток", "Владивосток"),
        ("Нижний Новгрод", "Нижний Новгород"),
        ("Санкт-Питербург", "Санкт-Петербург"),
        ("Амстрдам", "Амстердам"),
        ("Тблиси", "Тбилиси"),
        ("Красноярcк", "Красноярск"),  # the c is Latin
        ("Krasnoyrsk", "Красноярск"),
        ("Amsterdm", "Амстердам"),
        ("Copenhagn", "Копенгаген"),
        ("Varshava", "Варшава"),
    ],
)
def test_a_misspelt_city_is_offered_first(typed: str, meant: str) -> None:
    assert (find_city(typed) or alike(typed))[0].name_ru == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("в Казани", "Казань"), ("Перми", "Пермь"), ("в Уфе", "Уфа"), ("Москве", "Москва")),
        *(("во Владивостоке", "Владивосток"), ("в Ярославле", "Ярославль"), ("в Вену", "Вена")),
        *(("В городе Грозном", "Грозный"), ("Питере", "Санкт-Петербург"), ("Химках", "Химки")),
        *(("в Ростове-на-Дону", "Ростов-на-Дону"), ("в нижнем новгороде", "Нижний Новгород")),
    ],
)
def test_a_city_is_known_in_a_sentence(said: str, meant: str) -> None:
    found = find_city(said)
    assert not ambiguous(found)
    assert (found or alike(said))[0].name_ru == meant


@pytest.mark.parametrize("said", ["в саду", "в доме", "в баре"])
def test_a_place_in_a_sentence_is_no_city_far_away(said: str) -> None:
    assert find_city(said) == []


def test_of_equally_likely_cities_the_greater_comes_first() -> None:
    assert [city.country for city in alike("Londn")][:2] == ["GB", "CA"]
    assert [city.country for city in alike("Барселна")][:2] == ["ES", "VE"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "/", "-", "ъъъъъъ", "qwrtpsdfg", "12", "🎸", "нет"]
)
def test_what_is_no_city_is_not_found(text: str) -> None:
    assert find_city(text) == []
    assert alike(text) == []


def test_short_i_is_not_i_but_yo_is_ye() -> None:
    assert fold("Йошкар-Ола") == "йошкарола" != fold("Иошкар-Ола")
    assert fold("Орёл") == fold("ОРЕЛ")
    assert fold("Saint-Étienne, Łódź") == "saintetiennelodz"


def every(step: int) -> list[City]:
    return [cities._city(row) for row in range(0, len(cities._table().english), step)]


def test_every_city_is_found_by_both_its_names() -> None:
    for city in every(211):
        for name in (city.name_en, city.name_ru):
            found = find_city(name.replace(",", " "))
            same = [(one.country, one.region, one.zone) for one in found]
            assert (city.country, city.region, city.zone) in same or len(found) == cities._MOST
            assert len(set(same)) == len(same)


def test_every_zone_and_country_is_known() -> None:
    for country, region, zone in cities._table().groups:
        assert ZoneInfo(zone).key == zone
        assert len(region) in {0, 2}
        for locale in ("ru", "en"):
            assert country_name(country, locale) != country
    assert country_name("GB", "ru") == "Великобритания"


def test_numbers_are_where_they_belong() -> None:
    moscow = find_city("Москва")[0]
    assert moscow.population > 9_000_000
    assert moscow.lat == pytest.approx(55.75, abs=0.1)
    assert moscow.lon == pytest.approx(37.62, abs=0.1)
    assert all(-90 <= city.lat <= 90 and -180 <= city.lon <= 180 for city in every(97))


def test_the_table_is_small_and_quickly_loaded() -> None:
    assert cities._TABLE.stat().st_size < 1_000_000
    started = time.process_time()
    assert len(cities._table.__wrapped__().english) > 50_000
    assert time.process_time() - started < 0.5  # a tenth where nothing else runs


@given(st.text(max_size=60) | st.sampled_from(["са" * 20, "a" * 40, "new york" * 20, "santa" * 9]))
@example("\\" * 5)
@example("(((")
@example("a\x00b\x0c/c\n")
@example("١٢٣")
@settings(max_examples=150)
def test_no_text_breaks_the_search_or_takes_long(text: str) -> None:
    started = time.process_time()
    found = find_city(text)
    offered = alike(text)
    assert time.process_time() - started < 0.5
    assert len(found) <= cities._MOST
    assert len(offered) <= 5


def test_the_table_is_cut_the_same_twice_and_says_what_it_should() -> None:
    tool = Path(cities.__file__).parent / "data" / "cut_cities.py"
    cut = runpy.run_path(str(tool))["cut"]

    def place(name: str, people: int, others: str, where: str) -> dict[str, object]:
        country, state, zone = where.split()
        return {
            "name": name,
            "countrycode": country,
            "admin1code": state,
            "timezone": zone,
            "population": people,
            "alternatenames": others.split("/"),
            "latitude": 1.26,
            "longitude": -2.04,
        }

    def table() -> str:
        places = [
            place("York", 253_717, "Йорк/Eboracum", "GB 00 Europe/London"),
            place("New York", 8_804_190, "Ню Йорк/Нью-Йорк/Нью-Ёрк/York", "US NY America/New_York"),
            place("Tiny", 10_000, "Sometimes Tiny", "US NY America/New_York"),
            place("Orša", 120_000, "Ворша/Орша/Orsha", "BY 00 Europe/Minsk"),
        ]
        return str(
            cut(places, [["New York", "US", "", "NYC, Big Apple"], ["Tiny", "US", "Ма", ""]])
        )

    assert table() == table()
    groups, english, russian, others, numbers = (block.split("\n") for block in table().split("\f"))
    assert groups == ["BY - Europe/Minsk 1", "GB - Europe/London 1", "US NY America/New_York 2"]
    assert english == ["Orša", "York", "New York", "Tiny"]
    assert russian == ["Орша", "Йорк", "Нью-Йорк", "Ма"]
    assert others == ["orsha/ворша", "eboracum", "bigapple/nyc/ньюерк/нюйорк", ""]
    assert numbers[:2] == ["120000 1.3 -2.0", "250000 1.3 -2.0"]


def test_the_table_shipped_is_whole() -> None:
    blocks = gzip.decompress(cities._TABLE.read_bytes()).decode().split("\f")
    lines = [block.count("\n") for block in blocks[1:]]
    assert len(set(lines)) == 1
    assert cities._table().ends[-1] == lines[0] + 1


def test_a_place_has_the_nearest_city() -> None:
    found = {
        (55.79, 49.11): ("Kazan", "Europe/Moscow"),
        (52.52, 13.41): ("Berlin", "Europe/Berlin"),
        (64.7, 177.4): ("Anadyr", "Asia/Anadyr"),
        (-16.8, -180.0): ("Labasa", "Pacific/Fiji"),
    }
    for (lat, lon), city in found.items():
        nearest = cities.nearest(lat, lon)
        assert nearest is not None
        assert (nearest.name_en, nearest.zone) == city
    for nowhere in ((-48.9, -123.4), (90.0, 0.0), (-90.0, 180.0)):
        assert cities.nearest(*nowhere) is None


def test_towns_around_a_city_are_close_to_it() -> None:
    moscow, khimki, kazan = (
        cities.namesakes(name, "Europe/Moscow")[0] for name in ("Москва", "Khimki", "Казань")
    )
    assert cities.apart_km(moscow, khimki) < 30
    assert 650 < cities.apart_km(moscow, kazan) < 750
    assert cities.namesakes("Moscow", "Asia/Tokyo")[0] == moscow, "better than none"
