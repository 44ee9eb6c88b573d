namespace IstioRegressions.Catalogue;

/// <summary>The form of <c>pilot-discovery</c>'s command line. It belongs to the binary, not to the version that a reference plays.</summary>
public enum CommandLineForm
{
    /// <summary>0.7 and 0.8: ports, no addresses for HTTP and monitoring.</summary>
    Ports,

    /// <summary>1.0 to 1.5: an address each; the secure gRPC listener can be turned off.</summary>
    Addresses,

    /// <summary>1.6: an address each; the HTTPS listener can be turned off. The reference takes this form.</summary>
    Istiod,

    /// <summary>1.7 and later: no mock registry; the HTTPS listener can be turned off, on 1.7 the secure gRPC one cannot.</summary>
    Registries,
}
