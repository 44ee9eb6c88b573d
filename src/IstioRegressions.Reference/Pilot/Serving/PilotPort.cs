namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Which of the pilot's addresses a request came to.</summary>
internal enum PilotPort
{
    Grpc,
    Http,
    Monitoring,
}
