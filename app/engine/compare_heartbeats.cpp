#include "app/engine/compare_heartbeats.h"

#include "app/engine/simulation_json.h"

namespace causeway::engine {

using allocate::heartbeat::DetectorOutcome;

Result<std::vector<DetectorOutcome>> compareHeartbeats(const CompareHeartbeatsRequest &request, const Job &job)
{
    allocate::heartbeat::WatchScenario scenario;
    scenario.seed = request.seed;
    return allocate::heartbeat::compareDetectors(scenario, request.messagesPerNodeS, request.detectionS, request.replications, request.threads, job);
}

std::string toJson(const CompareHeartbeatsRequest &request, const std::vector<DetectorOutcome> &all)
{
    JsonWriter json;
    json.beginObject().field("detection_s", request.detectionS).field("messages_per_node_s", request.messagesPerNodeS).field("replications", request.replications).field("seed", request.seed);
    json.key("detectors").beginArray();
    for (const DetectorOutcome &one : all) {
        json.beginObject().field("name", one.detector->name).field("title", one.detector->title).field("paper", one.detector->paper).field("fidelity", one.detector->fidelity).field("pulls", one.detector->pulls);
        json.field("possible", one.calibrated.has_value());
        if (one.calibrated) {
            json.field("interval_s", one.calibrated->intervalS).field("margin", one.calibrated->margin).field("margin_is", one.detector->margin);
            for (const auto &[name, estimate] : {std::pair{"detection_s", &one.detectionS}, {"messages_per_node_s", &one.messagesPerNodeS}, {"false_suspicions_per_node_h", &one.falsePerNodeH}, {"wrongly_suspected", &one.suspectedUp}}) {
                json.key(name).beginObject().field("mean", estimate->mean);
                writeInterval(json, "ci95", *estimate);
                json.endObject();
            }
        }
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::engine
