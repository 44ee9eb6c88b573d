using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IstioRegressions.Reference")]
[assembly: InternalsVisibleTo("IstioRegressions.Unit")]
