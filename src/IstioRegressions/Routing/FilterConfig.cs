using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace IstioRegressions.Routing;

/// <summary>What a filter is configured with: a Struct (v2), or an Any of the filter's own type or of a Struct.</summary>
internal static class FilterConfig
{
    public const string StructType = "type.googleapis.com/google.protobuf.Struct";

    private static readonly JsonParser StructParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(ignoreUnknownFields: true));

    /// <summary>Reads the configuration; an empty one where there is none.</summary>
    /// <exception cref="ConfigurationRefusedException">It is not of that type; the message names the filter.</exception>
    public static T Read<T>(string filter, Struct? config, Any? typed)
        where T : IMessage<T>, new()
    {
        try
        {
            return typed switch
            {
                null => FromStruct<T>(config ?? new Struct()),
                { TypeUrl: StructType } => FromStruct<T>(Struct.Parser.ParseFrom(typed.Value)),
                _ => new MessageParser<T>(() => new T()).ParseFrom(typed.Value),
            };
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new ConfigurationRefusedException($"the configuration of '{filter}' cannot be read: {e.Message}", e);
        }
    }

    // A Struct is JSON that has been read; writing it out and reading it as the message is what Envoy does too.
    private static T FromStruct<T>(Struct config)
        where T : IMessage, new() => StructParser.Parse<T>(JsonFormatter.Default.Format(config));
}
