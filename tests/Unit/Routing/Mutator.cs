using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Unit.Routing.States;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Routing;

/// <summary>Changes a state at random, inside what an Any holds too: values, lists, missing and surplus parts.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly string[] Texts = ["", "*", "*.example", "a*b", "[", "(?=a)", "240.0.2.0/24", "0.0.0.0", "::", "10.4.0.9", "BlackHoleCluster", "/", "80", "\0", "http/1.1"];
    private static readonly uint[] Numbers = [0, 1, 80, 100, 15001, 15006, 65535, 65536, uint.MaxValue];

    public ObservedState Mutate(ObservedState state, int times)
    {
        IMessage[] all = [.. Sorted(state.Clusters), .. Sorted(state.Endpoints), .. Sorted(state.Listeners), .. Sorted(state.Routes)];
        for (var i = 0; i < times && all.Length > 0; i++)
        {
            var victim = random.Next(all.Length);
            if (random.Next(20) == 0)
            {
                all = [.. all.Where((_, place) => place != victim)];
            }
            else
            {
                all[victim] = Clone(all[victim]);
                MutateSomewhere(all[victim]);
            }
        }

        return Config.State(all);
    }

    private static IEnumerable<IMessage> Sorted<T>(IReadOnlyDictionary<string, T> resources)
        where T : IMessage => resources.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (IMessage)r.Value);

    private static IMessage Clone(IMessage resource) => resource switch
    {
        Cluster cluster => cluster.Clone(),
        ClusterLoadAssignment endpoints => endpoints.Clone(),
        Listener listener => listener.Clone(),
        _ => ((RouteConfiguration)resource).Clone(),
    };

    private void MutateSomewhere(IMessage message)
    {
        var children = Messages.Children(message).ToList();
        if (message is Any any && Inside(any) is { } inside && random.Next(8) > 0)
        {
            MutateSomewhere(inside);
            any.Value = inside.ToByteString();
        }
        else if (children.Count > 0 && random.Next(5) > 0)
        {
            MutateSomewhere(Pick(children));
        }
        else
        {
            MutateHere(message);
        }
    }

    private void MutateHere(IMessage message)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        if (fields.Count == 0)
        {
            return;
        }

        var field = Pick(fields);
        switch (field.Accessor.GetValue(message))
        {
            case IDictionary map:
                map.Clear();
                break;
            case IList list when list.Count > 0:
                MutateList(list);
                break;
            case IList list when field.FieldType == FieldType.String:
                list.Add(Pick(Texts));
                break;
            case IList:
                break;
            default:
                Set(message, field);
                break;
        }
    }

    private void MutateList(IList list)
    {
        var place = random.Next(list.Count);
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(place);
                break;
            case 1:
                list.Add(list[place]);
                break;
            case 2:
                (list[0], list[place]) = (list[place], list[0]);
                break;
            default:
                if (list[place] is string)
                {
                    list[place] = Pick(Texts);
                }

                break;
        }
    }

    private void Set(IMessage message, FieldDescriptor field)
    {
        if (random.Next(3) == 0)
        {
            field.Accessor.Clear(message);
            return;
        }

        var number = Pick(Numbers);
        object? value = field.FieldType switch
        {
            FieldType.String => Pick(Texts),
            FieldType.Bool => random.Next(2) == 0,
            FieldType.UInt32 => number,
            FieldType.Int32 => (int)number,
            FieldType.Int64 => (long)number,
            FieldType.Double => double.NaN,
            FieldType.Bytes => ByteString.CopyFrom(1, 2, 3),
            FieldType.Message when field.MessageType.File.Package != "google.protobuf" => field.MessageType.Parser.ParseFrom(ByteString.Empty),
            _ => null,
        };
        if (value is not null)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static IMessage? Inside(Any any) => Any.GetTypeName(any.TypeUrl).Split('.')[^1] switch
    {
        _ when any.Value.Length == 0 => null,
        "HttpConnectionManager" => Parse(HttpConnectionManager.Parser, any),
        "TcpProxy" => Parse(TcpProxy.Parser, any),
        "HTTPFault" => Parse(HttpFault.Parser, any),
        _ => null,
    };

    private static IMessage? Parse(MessageParser parser, Any any)
    {
        try
        {
            return parser.ParseFrom(any.Value);
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // mutated before
        }
    }

    private T Pick<T>(IList<T> from) => from[random.Next(from.Count)];
}
