import HTTPKit

extension TransportError {
    /// What happened, and on a line of its own what to do about it where nobody listens at the address.
    func advised(_ advice: String) -> String {
        switch reason {
        case .connectFailed, .invalidURL: "\(request): \(detail)\n\(advice)"
        case .timedOut, .tooLarge, .tlsFailed, .disconnected, .cancelled, .circuitOpen: description
        }
    }
}
