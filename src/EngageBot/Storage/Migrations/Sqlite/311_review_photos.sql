-- Then and now: the pictures that belong to a review, and whether their author agreed to have them shown.
CREATE TABLE review_photos (
  review_id INTEGER NOT NULL PRIMARY KEY REFERENCES reviews (id),
  account_id INTEGER NOT NULL,
  then_photo TEXT,
  now_photo TEXT,
  publish INTEGER NOT NULL,
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  CONSTRAINT ck_review_photos_any CHECK (then_photo IS NOT NULL OR now_photo IS NOT NULL),
  CONSTRAINT ck_review_photos_publish CHECK (publish IN (0, 1))
);
