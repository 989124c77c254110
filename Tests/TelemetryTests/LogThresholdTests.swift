import Logging
import Testing

@testable import Telemetry

@Suite("The level of a program's logs")
struct LogThresholdTests {
    @Test("changes for every logger that was made, but for one that has its own")
    func change() {
        let memory = LogMemory()
        let configuration = LogConfiguration(level: .info, output: memory)
        let logger = configuration.logger("a")
        var own = configuration.logger("b")
        own.logLevel = .error
        logger.debug("unheard")
        configuration.threshold.set(.debug)
        logger.debug("heard")
        own.debug("unheard")
        #expect(memory.all.count == 1)
        configuration.threshold.set(.error)
        logger.warning("unheard")
        #expect(memory.all.count == 1)
    }
}
