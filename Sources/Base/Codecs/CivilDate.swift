/// A day of the proleptic Gregorian calendar.
///
/// The arithmetic counts years from March, so that the leap day is the last of its year, within
/// eras of 400 years, which all have the same number of days.
struct CivilDate: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64

  private static let daysPerEra: Int64 = 146_097

  /// Days from 0000-03-01 to 1970-01-01.
  private static let epochShift: Int64 = 719_468

  /// Makes a date, or `nil` when the calendar has no such day.
  init?(year: Int64, month: Int64, day: Int64) {
    guard 1...12 ~= month, day >= 1 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length: Int64 =
      switch month {
      case 2: isLeap ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    guard day <= length else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Makes the date that lies `days` after 1970-01-01.
  init(daysSince1970 days: Int64) {
    let shifted = days + CivilDate.epochShift
    let era = CivilDate.floorDivide(shifted, by: CivilDate.daysPerEra)
    let dayOfEra = shifted - era * CivilDate.daysPerEra
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Months from March have 30.6 days on average, and 153 days every five.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// How many days this date lies after 1970-01-01.
  var daysSince1970: Int64 {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = CivilDate.floorDivide(yearFromMarch, by: 400)
    let yearOfEra = yearFromMarch - era * 400
    let monthFromMarch = month <= 2 ? month + 9 : month - 3
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * CivilDate.daysPerEra + dayOfEra - CivilDate.epochShift
  }

  private static func floorDivide(_ dividend: Int64, by divisor: Int64) -> Int64 {
    dividend >= 0 ? dividend / divisor : (dividend - divisor + 1) / divisor
  }
}
