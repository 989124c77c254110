import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import Synchronization

/// Hands an answer to its reader on the connection's event loop, and watches over its size and its pauses.
final class ResponseStreamer<Reader: ResponseReader>: HTTPClientResponseDelegate {
    typealias Response = Void

    /// The reader has what it wanted.
    struct Enough: Error {}

    private struct State {
        var reader: Reader
        var received = 0
        var heardAt = NIODeadline.now()
        var isOver = false
        var watch: Scheduled<Void>?
    }

    private let limit: Int
    private let silence: TimeAmount
    private let state: Mutex<State>

    init(reader: Reader, limit: Int, silence: Duration) {
        self.limit = limit
        self.silence = TimeAmount(silence)
        state = Mutex(State(reader: reader))
    }

    /// Begins to watch for silence, for as long as the request runs.
    func watch(_ task: HTTPClient.Task<Void>) {
        let deadline = state.withLock { $0.heardAt + silence }
        let watch = task.eventLoop.scheduleTask(deadline: deadline) { [self] in
            let (isOver, heardAt) = state.withLock { ($0.isOver, $0.heardAt) }
            guard !isOver else { return }
            if NIODeadline.now() - heardAt >= silence {
                task.fail(reason: Silence(length: silence))
            } else {
                self.watch(task)
            }
        }
        state.withLock { state in
            if state.isOver { watch.cancel() } else { state.watch = watch }
        }
    }

    /// The reader, once nothing more is to reach it.
    func finish() -> Reader {
        state.withLock { state in
            state.isOver = true
            state.watch?.cancel()
            state.watch = nil
            return state.reader
        }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        var headers = HTTPFields()
        for (name, value) in head.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        let received = ResponseHead(status: HTTPResponse.Status(code: Int(head.status.code)), headers: headers)
        return proceed(task) { state in
            guard state.reader.receive(received) else { throw Enough() }
        }
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        proceed(task) { [limit] state in
            state.received += buffer.readableBytes
            guard state.received <= limit else { throw ResponseCollector.TooLarge(limit: limit) }
            guard state.reader.receive(Array(buffer.readableBytesView)) else { throw Enough() }
        }
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {}

    private func proceed(_ task: HTTPClient.Task<Void>, _ step: (inout State) throws -> Void) -> EventLoopFuture<Void> {
        do {
            try state.withLock { state in
                guard !state.isOver else { return }
                state.heardAt = .now()
                try step(&state)
            }
            return task.eventLoop.makeSucceededVoidFuture()
        } catch {
            return task.eventLoop.makeFailedFuture(error)
        }
    }
}

/// The server has sent nothing for too long.
struct Silence: Error {
    var length: TimeAmount
}
