/// Demands that something holds; the message says what is wrong, where, and the remedy.
public func require(
  _ holds: Bool, _ message: @autoclosure () -> String
) throws(StageError) {
  if !holds { throw .invalid(message()) }
}

/// Demands that something is there, and gives it.
public func require<Wanted>(
  _ wanted: Wanted?, _ message: @autoclosure () -> String
) throws(StageError) -> Wanted {
  guard let wanted else { throw .invalid(message()) }
  return wanted
}
