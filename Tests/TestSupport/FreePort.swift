import Glibc

/// A TCP port of the loopback interface on which nobody listens just now.
///
/// Below the range (32768 to 60999) from which Linux takes the ports of outgoing connections and of listeners that name none, so that
/// none of those, and there are hundreds while tests run, takes it before it is used, or while its service is down to be started again.
package func freePort() throws -> Int {
    for _ in 0..<100 {
        let port = UInt16.random(in: 10_000..<32_000)
        if try canListen(on: port) { return Int(port) }
    }
    throw TestSupportError("no free port: a hundred were taken")
}

private func canListen(on port: UInt16) throws -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestSupportError("no socket: error \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
}
