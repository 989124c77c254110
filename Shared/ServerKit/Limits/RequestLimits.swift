package import Settings

/// What the requests of one client, and of all together, may take of a service.
package struct RequestLimits: SettingsGroup {
    /// Requests a second of all clients together; 0 for any number.
    package var totalRate = 20_000
    /// Requests a second with one token that reads or works on incidents; 0 for any number.
    package var tokenRate = 500
    /// Requests a second with one token that delivers alerts; 0 for any number.
    package var sourceRate = 5000
    /// Attempts a minute from one address with credentials that nobody has.
    package var failedAuthentications = 30
    /// Bytes that the bodies of all requests under way may hold together.
    package var bytesInFlight = 2 << 20
    /// How long a body waits for others to be done with, before it is refused.
    package var bytesPatience: Duration = .seconds(2)

    package init() {}

    package init(reading settings: inout SettingsReader) {
        totalRate = settings.reloadable { [totalRate] in
            $0.integer(
                "RATE_LIMIT_TOTAL", default: totalRate, in: 0...10_000_000, help: "Requests a second, of all clients together; 0 for any number.")
        }
        tokenRate = settings.reloadable { [tokenRate] in
            $0.integer(
                "RATE_LIMIT_TOKEN", default: tokenRate, in: 0...10_000_000,
                help: "Requests a second with one token that reads or works on incidents; 0 for any number.")
        }
        sourceRate = settings.reloadable { [sourceRate] in
            $0.integer(
                "RATE_LIMIT_SOURCE", default: sourceRate, in: 0...10_000_000,
                help: "Requests a second with one token that delivers alerts; 0 for any number.")
        }
        failedAuthentications = settings.reloadable { [failedAuthentications] in
            $0.integer(
                "RATE_LIMIT_FAILED_AUTHENTICATIONS", default: failedAuthentications, in: 1...1_000_000,
                help: "Attempts a minute from one address with credentials that nobody has.")
        }
        bytesInFlight = settings.integer(
            "MAX_BYTES_IN_FLIGHT", default: bytesInFlight, in: (64 << 10)...(1 << 34),
            help: "Bytes that the bodies of all requests under way may hold together; more waits 2 s with its sender, then it is answered with 503.")
    }
}
