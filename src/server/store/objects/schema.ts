import type { Part } from '../../postgres/schema.ts';

/**
 * The tables of the object store. Each object is named by one row, of `archives` or `uploads`, or by `garbage`: what is
 * begun is there before it is written, and what no row names any more comes back to it in the same transaction. Triggers
 * see to that, so that no statement can forget it.
 */
export const objectTables: Part = {
  name: 'objects',
  steps: [
    `
    CREATE FUNCTION milliseconds() RETURNS bigint LANGUAGE sql VOLATILE AS
      $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

    CREATE TABLE garbage (
      key text PRIMARY KEY,
      -- True where there may be parts of it besides.
      multipart boolean NOT NULL DEFAULT false,
      -- When it may be deleted.
      due bigint NOT NULL,
      -- True from when somebody deletes it: it cannot be named any more.
      condemned boolean NOT NULL DEFAULT false
    );
    CREATE INDEX garbage_by_time ON garbage (due);

    CREATE FUNCTION rename_objects(before text[], now_named text[], has_parts boolean) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      fresh text[] := ARRAY(SELECT unnest(array_remove(now_named, NULL)) EXCEPT SELECT unnest(before));
      gone text[] := ARRAY(SELECT unnest(array_remove(before, NULL)) EXCEPT SELECT unnest(now_named));
      found int;
    BEGIN
      DELETE FROM garbage WHERE key = ANY (fresh) AND NOT condemned;
      GET DIAGNOSTICS found = ROW_COUNT;
      IF found < cardinality(fresh) THEN
        RAISE EXCEPTION 'an object was given up before it was named' USING ERRCODE = 'serialization_failure';
      END IF;
      INSERT INTO garbage (key, multipart, due)
        SELECT k, has_parts, milliseconds() + 3600000 FROM unnest(gone) k ON CONFLICT DO NOTHING;
    END $$;

    CREATE TABLE archives (
      owner text NOT NULL,
      name text COLLATE "C" NOT NULL,
      size bigint NOT NULL,
      uploaded bigint NOT NULL,
      version text NOT NULL,
      sha256 text,
      body text NOT NULL,
      envelope text,
      envelope_length int NOT NULL,
      PRIMARY KEY (owner, name)
    );
    CREATE INDEX archives_by_time ON archives (owner, uploaded, name);

    CREATE TABLE owners (
      owner text PRIMARY KEY,
      archives bigint NOT NULL,
      bytes bigint NOT NULL
    );

    CREATE FUNCTION archive_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        PERFORM rename_objects('{}', ARRAY[NEW.body, NEW.envelope], false);
        INSERT INTO owners VALUES (NEW.owner, 1, NEW.size)
          ON CONFLICT (owner) DO UPDATE SET archives = owners.archives + 1, bytes = owners.bytes + NEW.size;
      ELSIF TG_OP = 'UPDATE' THEN
        PERFORM rename_objects(ARRAY[OLD.body, OLD.envelope], ARRAY[NEW.body, NEW.envelope], false);
        IF NEW.size <> OLD.size THEN
          UPDATE owners SET bytes = bytes - OLD.size + NEW.size WHERE owner = NEW.owner;
        END IF;
      ELSE
        PERFORM rename_objects(ARRAY[OLD.body, OLD.envelope], '{}', false);
        UPDATE owners SET archives = archives - 1, bytes = bytes - OLD.size WHERE owner = OLD.owner;
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER archive_changed AFTER INSERT OR DELETE OR UPDATE OF body, envelope, size ON archives
      FOR EACH ROW EXECUTE FUNCTION archive_changed();

    CREATE TABLE uploads (
      owner text NOT NULL,
      id text NOT NULL,
      length bigint NOT NULL,
      metadata text NOT NULL,
      -- The time of the last request for it.
      active bigint NOT NULL,
      -- How much of it is in objects.
      stored bigint NOT NULL DEFAULT 0,
      -- Null once it is an archive.
      body text,
      envelope_length int,
      multipart text,
      -- What came after the last whole part.
      rest text,
      PRIMARY KEY (owner, id)
    );
    CREATE INDEX uploads_by_time ON uploads (active);

    CREATE TABLE upload_parts (
      owner text NOT NULL,
      id text NOT NULL,
      number int NOT NULL,
      etag text NOT NULL,
      PRIMARY KEY (owner, id, number),
      FOREIGN KEY (owner, id) REFERENCES uploads ON DELETE CASCADE
    );

    CREATE FUNCTION upload_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      kept text := CASE WHEN TG_OP = 'UPDATE' THEN NEW.body END;
      kept_rest text := CASE WHEN TG_OP = 'UPDATE' THEN NEW.rest END;
    BEGIN
      PERFORM rename_objects(ARRAY[OLD.rest], ARRAY[kept_rest], false);
      PERFORM rename_objects(ARRAY[OLD.body], ARRAY[kept], OLD.multipart IS NOT NULL);
      PERFORM rename_objects(ARRAY[OLD.body || '.envelope'], ARRAY[kept || '.envelope'], false);
      RETURN NULL;
    END $$;
    CREATE TRIGGER upload_changed AFTER DELETE OR UPDATE OF body, rest ON uploads
      FOR EACH ROW EXECUTE FUNCTION upload_changed();
    `,
    // True where it must not take the place of an archive.
    'ALTER TABLE uploads ADD COLUMN only_new boolean NOT NULL DEFAULT false',
  ],
};
