import Contracts
import FoundationEssentials
import Hummingbird
import Logging
import NIOCore
import ServerKit
import Telemetry

/// An answer as a stream of events: what happens on the way, and at the end the answer or a problem.
///
/// The work lasts for as long as its caller is there. Who reads too slowly misses what happened on the way, never the end.
struct ProgressStream: Sendable {
    let context: ServiceContext
    /// The longest silence: what stands between would take a longer one for the end.
    let heartbeat: Duration
    /// The request's. It has ended when the body is written: what is done meanwhile belongs to it all the same.
    private let span = ActiveSpan.current

    /// Events that wait for a slow reader.
    private static let backlog = 1_024

    private enum Item: Sendable {
        case event(ServerSentEvent)
        case heartbeat
    }

    func response<Answer: Encodable & Sendable>(
        _ work: @escaping @Sendable (@escaping AnalysisService.Progress) async throws -> Answer
    ) -> Response {
        Response.events { writer in try await write(work, to: &writer) }
    }

    @concurrent private func write<Answer: Encodable & Sendable>(
        _ work: @escaping @Sendable (@escaping AnalysisService.Progress) async throws -> Answer, to writer: inout any ResponseBodyWriter
    ) async throws {
        let (items, sending) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        try await withThrowingTaskGroup(of: ServerSentEvent?.self) { group in
            group.addTask {
                defer { sending.finish() }
                return try await ActiveSpan.$current.withValue(span) { try await end(of: work) { sending.yield(.event($0)) } }
            }
            group.addTask {
                // Ends when the sleep is cancelled.
                while (try? await Task.sleep(for: heartbeat)) != nil { sending.yield(.heartbeat) }
                return nil
            }
            defer { group.cancelAll() }
            for await item in items {
                var bytes = ByteBuffer()
                switch item {
                case .event(let event): event.write(into: &bytes)
                case .heartbeat: ServerSentEvent.writeHeartbeat(into: &bytes)
                }
                try await writer.write(bytes)
            }
            guard let end = try await group.next() ?? nil else { return }
            var bytes = ByteBuffer()
            end.write(into: &bytes)
            try await writer.write(bytes)
        }
    }

    /// - Returns: the last event.
    /// - Throws: where the caller is gone, so that there is nobody to tell.
    private func end<Answer: Encodable & Sendable>(
        of work: @escaping @Sendable (@escaping AnalysisService.Progress) async throws -> Answer, send: @escaping @Sendable (ServerSentEvent) -> Void
    ) async throws -> ServerSentEvent {
        do {
            let answer = try await context.whileCallerWaits {
                try await work { event in
                    do {
                        if let event = try ServerSentEvent(event) { send(event) }
                    } catch {
                        // The work goes on for its end, which is told whatever became of one step.
                        context.logger.warning("an event of a stream can't be written", metadata: ["error": "\(error)"])
                    }
                }
            }
            return try ServerSentEvent(type: "answer", encoding: answer)
        } catch let error as ProblemError {
            return try ServerSentEvent(type: "error", encoding: problem(error))
        } catch let error as CancellationError {
            throw error
        } catch {
            context.logger.error("a stream failed", metadata: ["error": "\(error)", "error.type": "\(type(of: error))"])
            let failure = ProblemError(.internalServerError, detail: "The service failed; its log says why, under this request's id.")
            return try ServerSentEvent(type: "error", encoding: problem(failure))
        }
    }

    private func problem(_ error: ProblemError) -> ProblemDocument {
        ProblemDocument(
            title: error.title, status: error.status.code, detail: error.detail, instance: context.requestID.isEmpty ? nil : context.requestID,
            errors: error.errors)
    }
}

extension ServerSentEvent {
    init(type: String, encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(type: type, data: String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
