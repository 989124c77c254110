extension SessionSchema {
    static let usage = """
        -- A row for a day, model, purpose and incident, however many calls it had.
        CREATE TABLE llm_usage (
            -- Its beginning, in UTC.
            day timestamptz NOT NULL,
            provider text COLLATE "C" NOT NULL,
            model text COLLATE "C" NOT NULL,
            purpose text COLLATE "C" NOT NULL,
            -- Empty for none.
            incident_id text COLLATE "C" NOT NULL,
            requests bigint NOT NULL,
            calls bigint NOT NULL,
            input_tokens bigint NOT NULL,
            cached_tokens bigint NOT NULL,
            cache_write_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            microdollars bigint NOT NULL,
            unpriced_calls bigint NOT NULL,
            PRIMARY KEY (day, provider, model, purpose, incident_id)
        ) WITH (fillfactor = 80);

        -- What a day's budget is held against: one row a day, updated in place.
        CREATE TABLE llm_days (
            day timestamptz PRIMARY KEY,
            tokens bigint NOT NULL,
            microdollars bigint NOT NULL
        ) WITH (fillfactor = 50);
        """
}
