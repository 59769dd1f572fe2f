"""What the sample shop is made of: cities, names of people, the tree of categories, brands.

The people are nobody: names are drawn word by word. The shop's brands and those of its goods are invented.
"""

from __future__ import annotations

from typing import NamedTuple


class City(NamedTuple):
    """A city with shops: its weight is its number of stores."""

    name: str
    region: str
    time_zone: str
    hours_ahead: int
    """Of UTC, all year round, since the last change of any of these zones in December 2016."""
    postcode: str
    """The first three of six digits."""
    stores: int


class Leaf(NamedTuple):
    """A category without children, where products lie."""

    department: int
    id: str
    name: str


CITIES = [
    City("Калининград", "Калининградская область", "Europe/Kaliningrad", 2, "236", 4),
    City("Москва", "Москва", "Europe/Moscow", 3, "115", 72),
    City("Санкт-Петербург", "Санкт-Петербург", "Europe/Moscow", 3, "190", 36),
    City("Казань", "Республика Татарстан", "Europe/Moscow", 3, "420", 10),
    City("Нижний Новгород", "Нижегородская область", "Europe/Moscow", 3, "603", 8),
    City("Ростов-на-Дону", "Ростовская область", "Europe/Moscow", 3, "344", 8),
    City("Краснодар", "Краснодарский край", "Europe/Moscow", 3, "350", 8),
    City("Воронеж", "Воронежская область", "Europe/Moscow", 3, "394", 7),
    City("Ярославль", "Ярославская область", "Europe/Moscow", 3, "150", 4),
    City("Мурманск", "Мурманская область", "Europe/Moscow", 3, "183", 2),
    City("Самара", "Самарская область", "Europe/Samara", 4, "443", 8),
    City("Саратов", "Саратовская область", "Europe/Saratov", 4, "410", 6),
    City("Екатеринбург", "Свердловская область", "Asia/Yekaterinburg", 5, "620", 11),
    City("Челябинск", "Челябинская область", "Asia/Yekaterinburg", 5, "454", 8),
    City("Уфа", "Республика Башкортостан", "Asia/Yekaterinburg", 5, "450", 8),
    City("Пермь", "Пермский край", "Asia/Yekaterinburg", 5, "614", 7),
    City("Тюмень", "Тюменская область", "Asia/Yekaterinburg", 5, "625", 6),
    City("Омск", "Омская область", "Asia/Omsk", 6, "644", 7),
    City("Новосибирск", "Новосибирская область", "Asia/Novosibirsk", 7, "630", 11),
    City("Красноярск", "Красноярский край", "Asia/Krasnoyarsk", 7, "660", 8),
    City("Барнаул", "Алтайский край", "Asia/Barnaul", 7, "656", 4),
    City("Иркутск", "Иркутская область", "Asia/Irkutsk", 8, "664", 4),
    City("Улан-Удэ", "Республика Бурятия", "Asia/Irkutsk", 8, "670", 3),
    City("Якутск", "Республика Саха (Якутия)", "Asia/Yakutsk", 9, "677", 2),
    City("Хабаровск", "Хабаровский край", "Asia/Vladivostok", 10, "680", 4),
    City("Владивосток", "Приморский край", "Asia/Vladivostok", 10, "690", 4),
]

STREETS = ["Ленина", "Мира", "Садовая", "Лесная", "Школьная", "Молодёжная", "Советская", "Гагарина", "Речная", "Новая"]

WOMEN = [
    "Елена", "Ольга", "Наталья", "Татьяна", "Ирина", "Анна", "Екатерина", "Светлана", "Мария", "Юлия", "Анастасия",
    "Марина", "Людмила", "Виктория", "Галина", "Дарья", "Надежда", "Валентина", "Ксения", "Алёна", "Полина", "Вера",
    "Алиса", "Софья", "Евгения", "Кристина", "Лариса", "Лидия", "Зоя", "Гульнара",
]  # fmt: skip
MEN = [
    "Александр", "Сергей", "Дмитрий", "Андрей", "Алексей", "Владимир", "Евгений", "Иван", "Михаил", "Николай", "Максим",
    "Павел", "Роман", "Игорь", "Олег", "Виктор", "Юрий", "Антон", "Артём", "Денис", "Кирилл", "Илья", "Константин",
    "Никита", "Тимур", "Глеб", "Егор", "Вадим", "Руслан", "Степан",
]  # fmt: skip
FATHERS = [
    ("Александрович", "Александровна"), ("Сергеевич", "Сергеевна"), ("Владимирович", "Владимировна"),
    ("Николаевич", "Николаевна"), ("Иванович", "Ивановна"), ("Викторович", "Викторовна"), ("Андреевич", "Андреевна"),
    ("Михайлович", "Михайловна"), ("Юрьевич", "Юрьевна"), ("Петрович", "Петровна"), ("Олегович", "Олеговна"),
    ("Ильич", "Ильинична"), ("Дмитриевич", "Дмитриевна"), ("Павлович", "Павловна"), ("Маратович", "Маратовна"),
]  # fmt: skip
SURNAMES = [
    "Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов", "Михайлов", "Новиков", "Фёдоров",
    "Морозов", "Волков", "Алексеев", "Лебедев", "Семёнов", "Егоров", "Павлов", "Козлов", "Степанов", "Николаев",
    "Орлов", "Андреев", "Макаров", "Никитин", "Захаров", "Зайцев", "Соловьёв", "Борисов", "Яковлев", "Григорьев",
    "Романов", "Воробьёв", "Сергеев", "Кузьмин", "Фролов", "Александров", "Дмитриев", "Королёв", "Гусев", "Киселёв",
    "Ильин", "Максимов", "Поляков", "Сорокин", "Виноградов", "Ковалёв", "Белов", "Медведев", "Антонов", "Тарасов",
    "Жуков", "Баранов", "Филиппов", "Комаров", "Давыдов", "Беляев", "Герасимов", "Богданов", "Осипов", "Матвеев",
]  # fmt: skip
"""Every one of them takes «а» for a woman."""

SHOP_BRANDS = ["Каравелла", "Уютово", "Маячок"]
MAKERS = [
    "Аргуна", "Белозарь", "Вельмира", "Горислав", "Добрава", "Елань", "Живица", "Заряна", "Игринка", "Кедрово",
    "Лазорье", "Меленка", "Нивара", "Озерко", "Пелегея", "Росинт", "Светоч-М", "Тавола", "Урмань", "Финист-Т",
    "Хвоянка", "Цветень", "Чародол", "Шелковица", "Эльбрия", "Юнолесье", "Ягодар", "Бирюса-Л", "Сосенка", "Туесок",
]  # fmt: skip

TREE = """
food Продукты 140
  dairy Молочные продукты | milk Молоко | kefir Кефир | cheese Сыр | curd Творог | yoghurt Йогурт
  bakery Хлеб и выпечка | bread Хлеб | buns Булочки | cakes Торты
  grocery Бакалея | pasta Макароны | rice Рис | buckwheat Гречка | flour Мука | oil Растительное масло
  sweets Сладости | chocolate Шоколад | biscuits Печенье | candy Конфеты | honey Мёд
drinks Напитки 230
  coffee Кофе | beans Кофе в зёрнах | ground Молотый кофе | instant Растворимый кофе
  tea Чай | black Чёрный чай | green Зелёный чай | herbal Травяной чай
  cold Вода и соки | water Вода | juice Соки | kvass Квас | lemonade Лимонад
household Бытовая химия 260
  laundry Стирка | powder Порошок | gel Гель для стирки | softener Кондиционер для белья
  cleaning Уборка | kitchen Средства для кухни | bath Средства для ванной | floor Средства для пола
  paper Бумажная продукция | towels Бумажные полотенца | tissue Туалетная бумага | napkins Салфетки
beauty Красота и здоровье 420
  face Уход за лицом | cream Крем для лица | tonic Тоник | mask Маски
  hair Уход за волосами | shampoo Шампунь | balm Бальзам | dye Краска для волос
  health Здоровье | vitamins Витамины | toothpaste Зубная паста | plasters Пластыри
children Детям 520
  toys Игрушки | blocks Конструкторы | dolls Куклы | cars Машинки | boards Настольные игры
  baby Малышам | nappies Подгузники | puree Детское пюре | bottles Бутылочки
  school Школа | notebooks Тетради | pens Ручки | backpacks Рюкзаки
home Дом и сад 600
  tableware Посуда | pans Сковороды | pots Кастрюли | cups Чашки | knives Ножи
  textile Текстиль | bedding Постельное бельё | blankets Пледы | bath-towels Полотенца
  garden Сад | seeds Семена | tools Садовый инструмент | flowerpots Кашпо
clothes Одежда 950
  women Женская одежда | dresses Платья | blouses Блузки | women-knitwear Женский трикотаж
  men Мужская одежда | shirts Рубашки | trousers Брюки | men-knitwear Мужской трикотаж
  shoes Обувь | boots Ботинки | trainers Кроссовки | slippers Тапочки
electronics Электроника 1500
  kitchenware Техника для кухни | kettles Чайники | blenders Блендеры | coffee-makers Кофеварки
  audio Звук | headphones Наушники | speakers Колонки
  accessories Аксессуары | cables Кабели | batteries Батарейки | lamps Лампы
"""
"""Departments with a typical price in roubles; under them groups, and in the line of each group its leaves."""


def categories() -> list[tuple[str, str | None, str]]:
    """The whole tree: id (``drinks.coffee.beans``), id of the parent, name."""
    found: list[tuple[str, str | None, str]] = []
    department = ""
    for line in TREE.strip().splitlines():
        if not line.startswith(" "):
            department, name = line.rsplit(" ", 1)[0].split(" ", 1)
            found.append((department, None, name))
            continue
        (group, group_name), *leaves = (part.strip().split(" ", 1) for part in line.split("|"))
        found.append((f"{department}.{group}", department, group_name))
        found += [(f"{department}.{group}.{leaf}", f"{department}.{group}", name) for leaf, name in leaves]
    return found


def leaves() -> list[Leaf]:
    """Every category that holds products, with the number of its department (0, 1, …)."""
    tree = categories()
    departments = [id_ for id_, parent, _ in tree if parent is None]
    return [Leaf(departments.index(id_.split(".")[0]), id_, name) for id_, _, name in tree if id_.count(".") == 2]


def typical_prices() -> list[int]:
    """The typical price of each department, in roubles."""
    return [int(line.rsplit(" ", 1)[1]) for line in TREE.strip().splitlines() if not line.startswith(" ")]
