using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IstioRegressions.Reference")]
[assembly: InternalsVisibleTo("istio-regressions")]
[assembly: InternalsVisibleTo("IstioRegressions.Unit")]
