import Numerics
import StageKit

/// Draws people from a population.
///
/// Every value is a pure function of seed, attribute and number: `u` is the draw
/// `agent/<attribute>` of the person, and the value the quantile of `u`. So a thousandth person is
/// the same in a sample of two thousand, and an added attribute changes no other.
struct Sampler {
  /// The attributes' names, in the order of the values.
  let names: [String]
  private let plans: [AttributePlan]
  private let environment: ExpressionScope
  private let correlations: Correlations?

  /// Prepares a valid population for a seed.
  init(_ spec: PopulationSpec, seed: Int64) throws(StageError) {
    names = spec.samplingOrder
    // One place behind the last is `value`, for constraints.
    environment = ExpressionScope(names + ["value"])
    var plans: [AttributePlan] = []
    for (place, name) in names.enumerated() {
      let attribute = try require(spec.attribute(name), "there is no attribute '\(name)'")
      do throws(ExpressionError) {
        plans.append(try AttributePlan(attribute, place: place, seed: seed, environment))
      } catch {
        throw .invalid("attribute '\(name)': \(error.description)")
      }
    }
    self.plans = plans
    correlations = spec.correlations.isEmpty ? nil : Correlations(spec.correlations, order: names)
  }

  /// Draws people and counts, in `report`, what happened to them.
  func draw(count: Int, _ report: inout SampleReport) throws(StageError) -> [[Datum]] {
    var rows: [[Datum]] = []
    rows.reserveCapacity(count)
    for index in 0..<count {
      var row = [Datum](repeating: .none, count: names.count + 1)
      var draws = plans.map { $0.uniform(index) }
      correlations?.impose(on: &draws)
      for plan in plans {
        do throws(ExpressionError) {
          row[plan.place] = try plan.value(draws[plan.place], row, &report.tallies[plan.place])
        } catch {
          throw .invalid(
            "sampling: agent \(index), attribute '\(plan.attribute.name)': \(error.description)")
        }
      }
      for plan in plans {
        for (number, constraint) in plan.constraints {
          row[names.count] = row[plan.place]
          if !constraint.holds(row) { report.tallies[plan.place].violations[number] += 1 }
        }
      }
      row.removeLast()
      rows.append(row)
    }
    report.finish(rows)
    return rows
  }

  /// The attributes in the order of the values, for the report.
  var attributes: [Attribute] { plans.map(\.attribute) }
}
