-- The nine kinds as tables. An id is unique among those of one user, as it is in the keys.
-- `extra` has the fields that have no column here.

CREATE TABLE profiles (
  user_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  avatar TEXT,
  bio TEXT,
  subscribers BIGINT NOT NULL DEFAULT 0 CHECK (subscribers >= 0),
  total_plays BIGINT NOT NULL DEFAULT 0 CHECK (total_plays >= 0),
  total_tracks BIGINT NOT NULL DEFAULT 0 CHECK (total_tracks >= 0),
  links TEXT[],
  avatar_file TEXT,
  updated_at TIMESTAMPTZ,
  extra JSONB
);

CREATE TABLE tracks (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  title TEXT NOT NULL,
  artist TEXT,
  album TEXT,
  genre TEXT,
  duration INTEGER CHECK (duration >= 0),
  cover_url TEXT,
  audio_url TEXT,
  plays BIGINT NOT NULL DEFAULT 0 CHECK (plays >= 0),
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  downloads BIGINT NOT NULL DEFAULT 0 CHECK (downloads >= 0),
  cover_file TEXT,
  audio_file TEXT,
  audio_unique TEXT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX tracks_newest ON tracks (user_id, created_at DESC);
CREATE INDEX tracks_of_album ON tracks (user_id, album) WHERE album IS NOT NULL;
CREATE INDEX tracks_of_genre ON tracks (genre, created_at DESC) WHERE genre IS NOT NULL;

CREATE TABLE track_analytics (
  track_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  plays BIGINT NOT NULL DEFAULT 0 CHECK (plays >= 0),
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  downloads BIGINT NOT NULL DEFAULT 0 CHECK (downloads >= 0),
  shares BIGINT NOT NULL DEFAULT 0 CHECK (shares >= 0),
  comments BIGINT NOT NULL DEFAULT 0 CHECK (comments >= 0),
  extra JSONB,
  PRIMARY KEY (user_id, track_id),
  FOREIGN KEY (user_id, track_id) REFERENCES tracks (user_id, id) ON DELETE CASCADE
);

CREATE TABLE track_daily_stats (
  track_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  date DATE NOT NULL,
  plays BIGINT NOT NULL DEFAULT 0 CHECK (plays >= 0),
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  extra JSONB,
  PRIMARY KEY (user_id, track_id, date),
  FOREIGN KEY (user_id, track_id) REFERENCES track_analytics (user_id, track_id) ON DELETE CASCADE
);
CREATE INDEX track_daily_stats_of_day ON track_daily_stats (user_id, date);

CREATE TABLE concerts (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  title TEXT NOT NULL,
  venue TEXT NOT NULL,
  city TEXT NOT NULL,
  date DATE NOT NULL,
  time TIME NOT NULL,
  zone TEXT,
  ticket_price NUMERIC CHECK (ticket_price >= 0),
  ticket_currency TEXT,
  ticket_url TEXT,
  image_url TEXT,
  description TEXT,
  image_file TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  going BIGINT NOT NULL DEFAULT 0 CHECK (going >= 0),
  interested BIGINT NOT NULL DEFAULT 0 CHECK (interested >= 0),
  cancelled BOOLEAN,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX concerts_by_date ON concerts (user_id, date, time);
CREATE INDEX concerts_in_city ON concerts (city, date);

CREATE TABLE videos (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  thumbnail_url TEXT,
  video_url TEXT,
  duration INTEGER CHECK (duration >= 0),
  views BIGINT NOT NULL DEFAULT 0 CHECK (views >= 0),
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  thumbnail_file TEXT,
  video_file TEXT,
  video_unique TEXT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX videos_newest ON videos (user_id, created_at DESC);

CREATE TABLE news (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  image_url TEXT,
  likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0),
  comments BIGINT NOT NULL DEFAULT 0 CHECK (comments >= 0),
  image_file TEXT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX news_newest ON news (user_id, created_at DESC);

CREATE TABLE donations (
  id TEXT NOT NULL,
  artist_id TEXT NOT NULL,
  donor_name TEXT NOT NULL,
  amount NUMERIC NOT NULL CHECK (amount > 0),
  message TEXT,
  status TEXT NOT NULL,
  currency TEXT,
  donor_id TEXT,
  charge_id TEXT,
  anonymous BOOLEAN,
  source TEXT,
  nth INTEGER,
  month INTEGER,
  hidden BOOLEAN,
  posting TEXT,
  created_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (artist_id, id)
);
CREATE INDEX donations_newest ON donations (artist_id, created_at DESC);
CREATE INDEX donations_of_donor ON donations (donor_id) WHERE donor_id IS NOT NULL;
CREATE UNIQUE INDEX donations_charged_once ON donations (charge_id) WHERE charge_id IS NOT NULL;

CREATE TABLE coin_balances (
  user_id TEXT PRIMARY KEY,
  coins NUMERIC NOT NULL CHECK (coins >= 0)
);

CREATE TABLE coin_transactions (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  amount NUMERIC NOT NULL,
  type TEXT NOT NULL,
  description TEXT,
  posting TEXT,
  created_at TIMESTAMPTZ,
  extra JSONB,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX coin_transactions_newest ON coin_transactions (user_id, created_at DESC);

-- What the dashboard of the web product shows.
CREATE VIEW dashboard AS
SELECT
  user_id,
  COALESCE(SUM(plays), 0)::BIGINT AS total_plays,
  COALESCE(SUM(likes), 0)::BIGINT AS total_likes,
  COUNT(id) AS tracks_count,
  COALESCE(MAX(coins), 0) AS coins_balance
FROM tracks FULL JOIN coin_balances USING (user_id)
GROUP BY user_id;
