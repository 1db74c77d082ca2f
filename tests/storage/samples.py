"""What is stored, as each release wrote it: every later release must read it and write it back.

`SPECIFIED` are the examples of the specification. Append; never edit.
"""

SPECIFIED = {
    "track:demo-user:1706184123456-abc123": """{
  "id": "1706184123456-abc123",
  "title": "Midnight Dreams",
  "artist": "Александр Иванов",
  "album": "Summer Nights",
  "genre": "Electronic",
  "duration": 245,
  "coverUrl": "https://example.com/cover.jpg",
  "audioUrl": "https://example.com/track.mp3",
  "plays": 12500,
  "likes": 340,
  "downloads": 120,
  "createdAt": "2024-01-25T10:00:00.000Z",
  "updatedAt": "2024-01-25T10:00:00.000Z",
  "userId": "demo-user"
}""",
    "analytics:demo-user:track:1706184123456-abc123": """{
  "trackId": "1706184123456-abc123",
  "plays": 12500,
  "likes": 340,
  "downloads": 120,
  "shares": 45,
  "comments": 23,
  "dailyStats": [
    {
      "date": "2024-01-25",
      "plays": 1250,
      "likes": 34
    }
  ]
}""",
    "concert:demo-user:1706184123456-concert1": """{
  "id": "1706184123456-concert1",
  "title": "Summer Electronic Festival 2024",
  "venue": "Парк Горького",
  "city": "Москва",
  "date": "2024-07-15",
  "time": "20:00",
  "ticketPrice": 2500,
  "ticketUrl": "https://tickets.com/123",
  "imageUrl": "https://example.com/concert.jpg",
  "description": "Грандиозный летний фестиваль",
  "userId": "demo-user",
  "createdAt": "2024-01-25T10:00:00.000Z",
  "updatedAt": "2024-01-25T10:00:00.000Z"
}""",
    "video:demo-user:1706184123456-video1": """{
  "id": "1706184123456-video1",
  "title": "Official Music Video",
  "description": "Official video for Midnight Dreams",
  "thumbnailUrl": "https://example.com/thumb.jpg",
  "videoUrl": "https://youtube.com/watch?v=...",
  "duration": 245,
  "views": 15000,
  "likes": 850,
  "userId": "demo-user",
  "createdAt": "2024-01-25T10:00:00.000Z",
  "updatedAt": "2024-01-25T10:00:00.000Z"
}""",
    "news:demo-user:1706184123456-news1": """{
  "id": "1706184123456-news1",
  "title": "Новый альбом уже доступен!",
  "content": "Рад представить вам мой новый альбом...",
  "imageUrl": "https://example.com/news.jpg",
  "likes": 234,
  "comments": 56,
  "userId": "demo-user",
  "createdAt": "2024-01-25T10:00:00.000Z",
  "updatedAt": "2024-01-25T10:00:00.000Z"
}""",
    "donation:demo-user:1706184123456-donation1": """{
  "id": "1706184123456-donation1",
  "donorName": "Иван Петров",
  "amount": 500,
  "message": "Спасибо за музыку!",
  "artistId": "demo-user",
  "createdAt": "2024-01-25T10:00:00.000Z",
  "status": "completed"
}""",
    "coins:balance:demo-user": "5000",
    "coins:tx:demo-user:1706184123456-tx1": """{
  "id": "1706184123456-tx1",
  "userId": "demo-user",
  "amount": 1000,
  "type": "purchase",
  "description": "Купил 1000 коинов",
  "createdAt": "2024-01-25T10:00:00.000Z"
}""",
    "profile:demo-user": """{
  "userId": "demo-user",
  "name": "Александр Иванов",
  "avatar": "https://example.com/avatar.jpg",
  "bio": "Российский музыкант, продюсер электронной музыки",
  "subscribers": 12500,
  "totalPlays": 450000,
  "totalTracks": 35,
  "updatedAt": "2024-01-25T10:00:00.000Z"
}""",
}

FIRST_RELEASE = {
    "track:42:1706184123456-k3v9x0q2a": (
        '{"id":"1706184123456-k3v9x0q2a","title":"Ночь","duration":200,"plays":0,"likes":0,'
        '"downloads":0,"coverFile":"AgACAgIAAxk","audioFile":"CQACAgIAAxkB",'
        '"createdAt":"2024-01-25T12:02:03.456Z","updatedAt":"2024-01-25T12:02:03.456Z",'
        '"userId":"42"}'
    ),
    "concert:42:1706184123456-k3v9x0q2b": (
        '{"id":"1706184123456-k3v9x0q2b","title":"Тур","venue":"Клуб","city":"Казань",'
        '"date":"2024-02-29","time":"19:30","zone":"Europe/Moscow","ticketPrice":1500.5,'
        '"ticketCurrency":"RUB","createdAt":"2024-01-25T12:02:03.456Z",'
        '"updatedAt":"2024-01-25T12:02:03.456Z","userId":"42"}'
    ),
    "profile:42": (
        '{"name":"Кино","subscribers":0,"totalPlays":0,"totalTracks":0,'
        '"links":["https://promo.music/kino"],"avatarFile":"AgACAgIAAxkC",'
        '"updatedAt":"2024-01-25T12:02:03.456Z","userId":"42"}'
    ),
}

ON_THE_MAP = {
    "concert:42:1706184123456-k3v9x0q2c": (
        '{"id":"1706184123456-k3v9x0q2c","title":"Тур","venue":"Космонавт",'
        '"city":"Санкт-Петербург","date":"2024-02-29","time":"19:30","zone":"Europe/Moscow",'
        '"latitude":59.91,"longitude":30.31,"createdAt":"2024-01-25T12:02:03.456Z",'
        '"updatedAt":"2024-01-25T12:02:03.456Z","userId":"42"}'
    ),
}

ALL = SPECIFIED | FIRST_RELEASE | ON_THE_MAP
