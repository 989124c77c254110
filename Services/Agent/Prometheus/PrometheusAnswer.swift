import HTTPKit
package import Primitives

/// The series of an answer, a vector's and a matrix' alike.
package struct PrometheusAnswer: Hashable, Sendable {
    package struct Series: Hashable, Sendable {
        package var labels: [String: String]
        /// By time; one alone in the answer to an instant query.
        package var samples: [Sample]
    }

    package struct Sample: Hashable, Sendable {
        package var time: Timestamp
        /// May be infinite or not a number.
        package var value: Double
    }

    package var series: [Series]
    /// What Prometheus itself has to say about its answer.
    package var warnings: [String]
    /// True where series were dropped to stay within the bound.
    package var isCut: Bool
}

extension PrometheusAnswer {
    init(_ response: OutboundResponse, maximumSamples: Int) throws(PrometheusError) {
        let document = try PrometheusDocument<Payload>(response)
        let data = document.data
        series = []
        isCut = false
        var budget = maximumSamples
        for result in data.result.series {
            let samples = (result.values ?? result.value.map { [$0] } ?? []).map(\.sample)
            budget -= samples.count
            guard budget >= 0 else {
                isCut = true
                break
            }
            series.append(Series(labels: result.metric ?? [:], samples: samples))
        }
        warnings = document.warnings
    }

    private struct Payload: Decodable {
        var resultType: String
        var result: Results

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            resultType = try container.decode(String.self, forKey: .resultType)
            switch resultType {
            case "vector", "matrix":
                result = Results(series: try container.decode([Result].self, forKey: .result))
            case "scalar":
                result = Results(series: [Result(value: try container.decode(Pair.self, forKey: .result))])
            default:
                result = Results(series: [])
            }
        }

        private enum CodingKeys: String, CodingKey {
            case resultType, result
        }
    }

    private struct Results {
        var series: [Result]
    }

    private struct Result: Decodable {
        var metric: [String: String]?
        var value: Pair?
        var values: [Pair]?
    }

    /// `[1795247036, "3633152"]`: seconds, and the value as text because JSON has no infinity.
    private struct Pair: Decodable {
        var sample: Sample

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let seconds = try container.decode(Double.self)
            let text = try container.decode(String.self)
            guard let value = Self.number(text), seconds.isFinite, abs(seconds) < 1e11 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a sample")
            }
            sample = Sample(time: Timestamp(secondsSince1970: seconds), value: value)
        }

        private static func number(_ text: String) -> Double? {
            switch text {
            case "NaN": .nan
            case "+Inf", "Inf": .infinity
            case "-Inf": -.infinity
            default: Double(text)
            }
        }
    }
}
