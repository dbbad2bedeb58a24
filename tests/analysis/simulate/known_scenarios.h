#pragma once
// Scenarios whose results are known, and the graph of ten services that speed is measured on.

#include <string>

#include "analysis/simulate/read_scenario.h"

namespace causeway::test {

inline simulate::Scenario scenarioOf(const std::string &services, const std::string &operations, const std::string &arrivals, double durationS, double warmupS, const std::string &more = {})
{
    const std::string text = "{\"causeway_scenario\": 1, \"warmup_s\": " + std::to_string(warmupS) + ", \"duration_s\": " + std::to_string(durationS) + ", \"services\": {" + services + "}, \"operations\": {" +
                             operations + "}, \"arrivals\": [" + arrivals + "]" + more + "}";
    auto scenario = simulate::readScenario(text);
    if (!scenario)
        qFatal("%s\n%s", scenario.error().toEnglish().c_str(), text.c_str());
    return *std::move(scenario);
}

inline simulate::Scenario oneStation(const std::string &service, const std::string &self, double lambda, double durationS, double warmupS)
{
    return scenarioOf("\"s\": {" + service + "}", "\"o\": {\"service\": \"s\", \"self_s\": " + self + "}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": " + std::to_string(lambda) + "}}", durationS, warmupS);
}

// Each of the ten is asked once by a request; one core each would be busy for 40 to 80 %.
inline simulate::Scenario tenServices(double durationS, bool delays = false)
{
    const std::string delay = delays ? ", \"delay_s\": {\"constant\": 0.001}" : "";
    const auto call = [&](const char *name) { return "{\"operation\": \"" + std::string(name) + "\"" + delay + "}"; };
    const auto operation = [&](const char *name, double mean, const std::string &calls = {}) {
        return "\"" + std::string(name) + "\": {\"service\": \"s-" + name + "\", \"self_s\": {\"exponential\": " + std::to_string(mean) + "}" + (calls.empty() ? "" : ", \"calls\": [" + calls + "]") + "}";
    };
    std::string services;
    for (const char *name : {"web", "auth", "catalog", "recommend", "cart", "cache", "order", "payment", "stock", "db"})
        services += (services.empty() ? "\"s-" : ", \"s-") + std::string(name) + "\": {\"replicas\": 1, \"servers\": 4}";
    const std::string operations = operation("web", 0.004, call("auth") + ", {\"parallel\": [" + call("catalog") + ", " + call("recommend") + "]}, " + call("cart") + ", " + call("order")) + ", " +
                                   operation("auth", 0.002) + ", " + operation("catalog", 0.003) + ", " + operation("recommend", 0.004) + ", " + operation("cart", 0.002, call("cache")) + ", " + operation("cache", 0.002) + ", " +
                                   operation("order", 0.003, "{\"parallel\": [" + call("payment") + ", " + call("stock") + "]}") + ", " + operation("payment", 0.004) + ", " + operation("stock", 0.002, call("db")) + ", " +
                                   operation("db", 0.003);
    return scenarioOf(services, operations, "{\"operation\": \"web\", \"poisson\": {\"rate_per_s\": 800}}", durationS, 1);
}

// A tree of services, each calling two others at once or one after the other, loaded to 30 … 80 %.
inline simulate::Scenario manyServices(int count, double durationS)
{
    std::string services, operations;
    const auto comma = [](std::string &text) -> std::string & { return text.empty() ? text : text += ", "; };
    for (int i = 0; i < count; ++i) {
        const std::string n = std::to_string(i);
        comma(services) += "\"s" + n + "\": {\"servers\": " + std::to_string(1 + i % 4) + "}";
        const auto call = [&](int to) { return "{\"operation\": \"o" + std::to_string(to) + "\"}"; };
        std::string calls;
        if (2 * i + 1 < count)
            calls = call(2 * i + 1);
        if (2 * i + 2 < count)
            calls = i % 2 == 0 ? "{\"parallel\": [" + calls + ", " + call(2 * i + 2) + "]}" : calls + ", " + call(2 * i + 2);
        comma(operations) += "\"o" + n + "\": {\"service\": \"s" + n + "\", \"self_s\": {\"lognormal\": {\"mean\": " + std::to_string((0.3 + 0.05 * (i % 11)) * (1 + i % 4) / 100) + ", \"cv\": 0.8}}" +
                             (calls.empty() ? "" : ", \"calls\": [" + calls + "]") + "}";
    }
    return scenarioOf(services, operations, "{\"operation\": \"o0\", \"poisson\": {\"rate_per_s\": 100}}", durationS, 30);
}

} // namespace causeway::test
