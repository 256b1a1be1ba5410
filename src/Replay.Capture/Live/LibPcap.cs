using System.Reflection;
using System.Runtime.InteropServices;

namespace Replay.Capture.Live;

/// <summary>The functions of the system's libpcap, bound when the first of them is called. Blittable, so that AOT keeps them.</summary>
internal static unsafe partial class LibPcap
{
    /// <summary>Octets of an error buffer (PCAP_ERRBUF_SIZE).</summary>
    public const int ErrorSize = 256;

    public const int ErrorNoSuchDevice = -5;
    public const int ErrorPermission = -8;
    public const int ErrorNotUp = -9;
    public const int ErrorPromiscuousPermission = -11;

    private const string Library = "pcap";

    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["wpcap.dll"]
        : OperatingSystem.IsMacOS() ? ["libpcap.dylib", "/usr/lib/libpcap.dylib", "libpcap.A.dylib"]
        : ["libpcap.so.1", "libpcap.so.0.8", "libpcap.so"];

    private static readonly nint Handle = Load(Names);

    static LibPcap() => NativeLibrary.SetDllImportResolver(typeof(LibPcap).Assembly, static (name, _, _) => name == Library ? Handle : 0);

    /// <summary>False when the system has no libpcap.</summary>
    public static bool IsThere => Handle != 0;

    /// <summary>The first library of these names that can be loaded, or 0.</summary>
    public static nint Load(IReadOnlyList<string> names)
    {
        Assembly assembly = typeof(LibPcap).Assembly;
        foreach (string name in names)
        {
            // Not from beside the program: what captures packets is the system's.
            if (NativeLibrary.TryLoad(name, assembly, Path.IsPathRooted(name) ? null : DllImportSearchPath.System32, out nint handle))
            {
                return handle;
            }
        }

        // Npcap keeps its library in a folder of its own.
        string npcap = Path.Combine(Environment.SystemDirectory, "Npcap", "wpcap.dll");
        return OperatingSystem.IsWindows() && NativeLibrary.TryLoad(npcap, out nint own) ? own : 0;
    }

    [LibraryImport(Library, EntryPoint = "pcap_findalldevs")]
    public static partial int FindAllDevices(Device** devices, byte* error);

    [LibraryImport(Library, EntryPoint = "pcap_freealldevs")]
    public static partial void FreeAllDevices(Device* devices);

    [LibraryImport(Library, EntryPoint = "pcap_create")]
    public static partial nint Create(byte* device, byte* error);

    [LibraryImport(Library, EntryPoint = "pcap_set_snaplen")]
    public static partial int SetSnapLength(nint capture, int octets);

    [LibraryImport(Library, EntryPoint = "pcap_set_promisc")]
    public static partial int SetPromiscuous(nint capture, int on);

    [LibraryImport(Library, EntryPoint = "pcap_set_timeout")]
    public static partial int SetTimeout(nint capture, int milliseconds);

    [LibraryImport(Library, EntryPoint = "pcap_set_buffer_size")]
    public static partial int SetBufferSize(nint capture, int octets);

    [LibraryImport(Library, EntryPoint = "pcap_set_tstamp_precision")]
    public static partial int SetPrecision(nint capture, int precision);

    [LibraryImport(Library, EntryPoint = "pcap_get_tstamp_precision")]
    public static partial int GetPrecision(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_activate")]
    public static partial int Activate(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_setnonblock")]
    public static partial int SetNonBlocking(nint capture, int on, byte* error);

    [LibraryImport(Library, EntryPoint = "pcap_datalink")]
    public static partial int DataLink(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_compile")]
    public static partial int Compile(nint capture, Program* program, byte* expression, int optimize, uint netmask);

    [LibraryImport(Library, EntryPoint = "pcap_setfilter")]
    public static partial int SetFilter(nint capture, Program* program);

    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    public static partial void FreeCode(Program* program);

    [LibraryImport(Library, EntryPoint = "pcap_next_ex")]
    public static partial int Next(nint capture, byte** header, byte** octets);

    [LibraryImport(Library, EntryPoint = "pcap_stats")]
    public static partial int Statistics(nint capture, uint* counts);

    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    public static partial byte* LastError(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_statustostr")]
    public static partial byte* Describe(int status);

    [LibraryImport(Library, EntryPoint = "pcap_close")]
    public static partial void Close(nint capture);

    /// <summary>struct pcap_if.</summary>
    public struct Device
    {
        public Device* Next;
        public byte* Name;
        public byte* Description;
        public void* Addresses;
        public uint Flags;
    }

    /// <summary>struct bpf_program.</summary>
    public struct Program
    {
        public uint Length;
        public void* Instructions;
    }
}
