/// What of a system a confined process needs, and what is nobody's secret.
public enum SystemPlaces {
  /// Directories of the system from which programs are executed.
  public static let programs = [
    "/bin", "/sbin", "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store",
    "/gnu/store",
  ]

  /// What programs of the system read; nothing in it is anybody's secret.
  public static let files = [
    "/etc/alternatives", "/etc/ca-certificates", "/etc/group", "/etc/host.conf", "/etc/hosts",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/locale.alias",
    "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/passwd", "/etc/pki",
    "/etc/protocols", "/etc/resolv.conf", "/etc/services", "/etc/ssl", "/etc/timezone",
    "/proc/cpuinfo", "/proc/filesystems", "/proc/loadavg", "/proc/meminfo", "/proc/stat",
    "/proc/uptime", "/proc/version", "/sys/devices/system/cpu", "/sys/fs/cgroup",
  ]

  /// Devices that hold nothing.
  public static let devices = [
    "/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero",
  ]
}
