using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IstioRegressions.Fixtures")]
[assembly: InternalsVisibleTo("IstioRegressions.Reference")]
[assembly: InternalsVisibleTo("istio-regressions")]
[assembly: InternalsVisibleTo("IstioRegressions.Scenarios")]
[assembly: InternalsVisibleTo("IstioRegressions.Unit")]
