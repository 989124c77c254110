import FoundationEssentials
import Logging
import Masking
import Primitives
import Synchronization
import Testing

@testable import Telemetry

final class LogMemory: LogOutput {
    private let lines = Mutex<[String]>([])

    func write(_ line: [UInt8]) {
        lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }

    var all: [String] { lines.withLock { $0 } }
}

@Suite("Log lines")
struct StructuredLogHandlerTests {
    private let memory = LogMemory()
    private let noon = WallClock.fixed(Timestamp(microseconds: 1_795_262_400_578_000))

    private func logger(_ format: LogFormat, level: Logger.Level = .info) -> Logger {
        LogConfiguration(level: level, format: format, output: memory, clock: noon).logger("ingest")
    }

    @Test("an event is one line of JSON: time, level, logger, message, then the metadata by name")
    func json() {
        var logger = logger(.json)
        logger[metadataKey: "request_id"] = "r1"
        logger.info("stored", metadata: ["count": .stringConvertible(3), "ok": .stringConvertible(true), "http": ["status": "200", "path": "/a"]])
        #expect(
            memory.all == [
                #"{"time":"2026-11-21T12:00:00.578Z","level":"info","logger":"ingest","message":"stored","count":3,"http.path":"/a","#
                    + #""http.status":"200","ok":true,"request_id":"r1"}"# + "\n"
            ])
    }

    @Test(
        "nothing in a message or a value can start a second line or leave its string",
        arguments: ["a\nb", "a\r\nb", "\"},{\"", "\\", "\u{0}", "\u{1b}[31m", "\u{2028}", "é \u{1F600}", "\u{7f}", "\"\u{301}"])
    func escaping(text: String) throws {
        logger(.json).info("\(text)", metadata: ["value": .string(text), text: "name"])
        let line = try #require(memory.all.first)
        #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1)
        #expect(!line.dropLast().unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{7f}" })
        let decoded = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(decoded["message"] == text)
        #expect(decoded["value"] == text)
    }

    @Test("metadata can't take the place of the line's own fields")
    func reserved() throws {
        logger(.json).info("real", metadata: ["message": "forged", "level": "forged"])
        let decoded = try JSONDecoder().decode([String: String].self, from: Data(try #require(memory.all.first).utf8))
        #expect(decoded["message"] == "real")
        #expect(decoded["metadata.message"] == "forged")
    }

    @Test("text is for people, and a terminal isn't steered by it")
    func text() {
        logger(.text).warning("slow \u{1b}[2J", metadata: ["ms": .stringConvertible(1.5), "path": "/a b", "who": "x"])
        #expect(memory.all == ["2026-11-21T12:00:00.578Z warning  ingest: slow \\u{1B}[2J ms=1.5 path=\"/a b\" who=x\n"])
    }

    @Test("what is below the level isn't written, and a logger's level is its own")
    func level() {
        let quiet = logger(.json)
        var loud = quiet
        loud.logLevel = .trace
        quiet.debug("no")
        loud.debug("yes")
        #expect(memory.all.count == 1)
    }

    private struct Refused: Error, CustomStringConvertible {
        let description = "can't connect to postgres://app:kQ9zLm2xTr@orders-db/orders"
    }

    @Test(
        "a secret is written nowhere in a line: not in the message, under a telling name, in text, or in what an error says",
        arguments: [LogFormat.json, .text])
    func masked(format: LogFormat) throws {
        let secret = "kQ9zLm2xTr"
        var logger = logger(format)
        logger[metadataKey: "DB_PASSWORD"] = "\(secret)"
        logger.error(
            "retry with password=\(secret)", error: Refused(),
            metadata: [
                "url": "redis://:\(secret)@cache:6379", "environment": ["API_TOKEN": .stringConvertible("x\(secret)1"), "PORT": "80"],
                "arguments": ["--password=\(secret)"], "detail": .stringConvertible(Refused()),
            ])
        let line = try #require(memory.all.first)
        #expect(!line.contains(secret), "\(line)")
        #expect(line.components(separatedBy: "[masked:").count - 1 == 7, "\(line)")
        #expect(line.contains("PORT"))
    }

    @Test("what is masked is told by the configuration's masker, and none masks nothing")
    func unmasked() throws {
        let logger = LogConfiguration(format: .json, output: memory, masker: .off, clock: noon).logger("ingest")
        logger.info("password=kQ9zLm2xTr", metadata: ["DB_PASSWORD": "kQ9zLm2xTr"])
        #expect(try #require(memory.all.first).contains(#""message":"password=kQ9zLm2xTr","DB_PASSWORD":"kQ9zLm2xTr""#))
    }
}
