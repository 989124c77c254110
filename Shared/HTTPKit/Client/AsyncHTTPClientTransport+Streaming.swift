import AsyncHTTPClient
import NIOCore

extension AsyncHTTPClientTransport: StreamingTransport {
    package func stream<Reader: ResponseReader>(
        _ request: OutboundRequest, silence: Duration, into reader: Reader
    ) async -> StreamedResponse<Reader> {
        let streamer = ResponseStreamer(reader: reader, limit: request.maximumBytes, silence: silence)
        do {
            let task = client.execute(request: try prepare(request), delegate: streamer, deadline: .now() + TimeAmount(request.timeout))
            streamer.watch(task)
            try await withTaskCancellationHandler {
                try await task.futureResult.get()
            } onCancel: {
                task.fail(reason: CancellationError())
            }
            return StreamedResponse(reader: streamer.finish())
        } catch is ResponseStreamer<Reader>.Enough {
            return StreamedResponse(reader: streamer.finish())
        } catch let error as TransportError {
            return StreamedResponse(reader: streamer.finish(), failure: error)
        } catch {
            return StreamedResponse(reader: streamer.finish(), failure: TransportError(error, request: request))
        }
    }
}
