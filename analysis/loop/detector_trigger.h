#pragma once
// A detector of anomalies that judges what services write, window by window: each session where it first goes wrong speaks against the
// service of that event, and those of a service are added up until they are more than chance (a CUSUM of Bernoulli trials, Page 1954;
// Reynolds and Stoumbos 1999).

#include "analysis/detect/detector.h"
#include "analysis/loop/session_log.h"
#include "analysis/loop/trigger.h"

namespace causeway::loop {

// A detector, trained where nothing is wrong.
struct Judge {
    const detect::Detector *detector = nullptr;
    std::shared_ptr<const detect::Model> model;
    std::vector<double> usual;          // by service: share of the sessions it takes part in that first go wrong there, where nothing is wrong
};

// By service: sessions it takes part in, and those that first go wrong there.
struct Blame {
    std::vector<double> sessions, wrong;
};
// Errors: Cancelled.
Result<Blame> blame(const detect::Model &model, const detect::SequenceSet &sessions, const EventKeys &keys, std::size_t serviceCount, const Job &job);

// height: nats of evidence that it takes to tell a service.
std::unique_ptr<Trigger> detectorTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Judge> judge, double height);

} // namespace causeway::loop
