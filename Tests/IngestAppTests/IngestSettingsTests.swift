import IngestApp
import Primitives
import Settings
import Testing

@Suite("Ingest's settings")
struct IngestSettingsTests {
    @Test(
        "an address of the database that libpq can't read is reported among the other errors, without a word of it",
        arguments: ["nonsense", "postgres://u:sesame@[::1/d", "host=db passwort=sesame", "postgres://u:sesame@h/d?colour=red"])
    func unreadableDatabase(url: String) {
        let error = #expect(throws: SettingsError.self) { try IngestSettings.load(environment: ["DATABASE_URL": url, "PORT": "high"]) }
        #expect(error?.problems.map(\.key) == ["PORT", "DATABASE_URL"])
        #expect(error?.description.contains("sesame") == false)
        #expect(error?.description.contains("nonsense") == false)
    }

    @Test(
        "an address of the database is a URL or libpq's keywords",
        arguments: ["postgres://u:p@h:5432/d?sslmode=require", "postgresql:///d?host=/run/postgresql", "host=/run/postgresql dbname=d"])
    func readableDatabase(url: String) throws {
        #expect(try IngestSettings.load(environment: ["DATABASE_URL": url]).database.url.exposed == url)
    }
}
