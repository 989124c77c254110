/// What the database itself notes of jobs and analyses while all goes wrong: triggers, which no bug of the services can talk out of it.
enum Audit {
    static let script = """
        CREATE SCHEMA audit;
        CREATE TABLE audit.claims (job bigint, attempt int, taken_over boolean);
        -- The state that a job went to; 'released' where it was handed back without an attempt.
        CREATE TABLE audit.outcomes (job bigint, state text);
        CREATE TABLE audit.analyses (incident_id uuid, alert_name text, subject text);
        CREATE FUNCTION audit.job() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.state = 'running' AND (OLD.state <> 'running' OR NEW.attempts > OLD.attempts) THEN
                INSERT INTO audit.claims VALUES (NEW.id, NEW.attempts, OLD.state = 'running');
            ELSIF NEW.state <> OLD.state THEN
                INSERT INTO audit.outcomes VALUES (NEW.id, CASE WHEN NEW.attempts < OLD.attempts THEN 'released' ELSE NEW.state END);
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION audit.job();
        CREATE FUNCTION audit.analysis() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit.analyses VALUES (NEW.incident_id, NEW.alert_name, NEW.subject);
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit AFTER INSERT ON analyses FOR EACH ROW EXECUTE FUNCTION audit.analysis();
        """
}
