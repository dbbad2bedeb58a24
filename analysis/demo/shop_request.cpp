#include "analysis/demo/shop_request.h"

#include <algorithm>
#include <cstdio>

namespace causeway::demo {

namespace {

constexpr double kUsual = 10, kSlow = 5'000; // ms of the step that a latency fault prolongs
constexpr double kSpread = 0.25;             // of the logarithm of a delay

class Walk {
public:
    Walk(const RequestPlan &plan, Dice &dice) : m_plan(plan), m_dice(dice), m_variant(dice.below(6)) {}

    [[nodiscard]] bool fails(Fault fault) const { return m_plan.fault == fault; }
    [[nodiscard]] int variant(int of) const { return m_variant % of; }
    [[nodiscard]] const std::string &id() const { return m_plan.id; }
    Dice &dice() { return m_dice; }

    // The next line, so long after the one before. Not one once the request hangs.
    void step(const char *service, double ms, std::string text, const char *level = "INFO")
    {
        if (m_hangs)
            return;
        const double delay = m_dice.logNormal(ms, kSpread) * (m_plan.jitter ? m_dice.uniform(0.5, 1.5) : 1);
        m_at += std::max<std::int64_t>(1, static_cast<std::int64_t>(delay + 0.5));
        m_out.steps.push_back({m_at, service, level, std::move(text)});
    }
    // The same for what a latency fault prolongs.
    void slowStep(const char *service, std::string text)
    {
        const std::int64_t before = m_at;
        step(service, fails(Fault::Latency) ? kSlow : kUsual, std::move(text));
        if (fails(Fault::Latency))
            mark(service, before, m_at);
    }
    void hang(const char *service)
    {
        if (!fails(Fault::Hang) || m_hangs)
            return;
        mark(service, m_at, m_at);
        m_hangs = true;
    }
    void mark(const char *service, std::int64_t from, std::int64_t to)
    {
        m_out.service = service;
        m_out.faultFromMs = from;
        m_out.faultToMs = to;
    }
    [[nodiscard]] std::int64_t at() const { return m_at; }
    void goTo(std::int64_t ms) { m_at = ms; }
    LoggedRequest take()
    {
        std::ranges::stable_sort(m_out.steps, {}, &LoggedStep::ms);
        return std::move(m_out);
    }

private:
    const RequestPlan &m_plan;
    Dice &m_dice;
    int m_variant;
    LoggedRequest m_out;
    std::int64_t m_at = 0;
    bool m_hangs = false;
};

std::string number(int n) { return std::to_string(n); }

std::string money(Dice &dice)
{
    char text[32];
    std::snprintf(text, sizeof text, "%d.%02d", dice.between(3, 480), dice.below(100));
    return text;
}

std::string code(const char *prefix, Dice &dice)
{
    char text[32];
    std::snprintf(text, sizeof text, "%s-%08llx", prefix, static_cast<unsigned long long>(dice.next() & 0xffffffffu));
    return text;
}

void verify(Walk &walk, const std::string &user) { walk.step("auth", 4, "Token of user " + user + " verified for " + walk.id()); }

void browse(Walk &walk)
{
    Dice &dice = walk.dice();
    const std::string category = number(dice.between(1, 40)), user = number(dice.between(1000, 9999));
    walk.step("gateway", 1, "GET /products accepted as " + walk.id() + " from user " + user);
    verify(walk, user);
    if (walk.fails(Fault::Latency) || walk.fails(Fault::Hang) || dice.chance(0.25)) {
        walk.step("catalog", 3, "Cache miss for category " + category + " of " + walk.id(), "DEBUG");
        walk.hang("catalog");
        walk.slowStep("catalog", "Read " + number(dice.between(5, 60)) + " products of category " + category + " for " + walk.id());
    } else
        walk.step("catalog", 2, "Cache hit for category " + category + " of " + walk.id(), "DEBUG");
    walk.step("gateway", 3, "GET /products answered 200 for " + walk.id());
}

void addToCart(Walk &walk)
{
    Dice &dice = walk.dice();
    const std::string user = number(dice.between(1000, 9999));
    walk.step("gateway", 1, "POST /cart accepted as " + walk.id() + " from user " + user);
    verify(walk, user);
    walk.step("catalog", 5, "Price of product " + number(dice.between(10'000, 99'999)) + " is " + money(dice) + " EUR for " + walk.id());
    walk.step("cart", 6, "Added product to cart of user " + user + " for " + walk.id());
    walk.step("gateway", 3, "POST /cart answered 201 for " + walk.id());
}

void track(Walk &walk)
{
    Dice &dice = walk.dice();
    const std::string user = number(dice.between(1000, 9999)), parcel = code("pcl", dice);
    walk.step("gateway", 1, "GET /orders accepted as " + walk.id() + " from user " + user);
    verify(walk, user);
    walk.step("order", 6, "Looked up " + number(dice.between(1, 9)) + " orders for " + walk.id());
    walk.step("shipping", 4, "Asking for position of parcel " + parcel + " for " + walk.id());
    walk.hang("shipping");
    walk.slowStep("shipping", "Parcel " + parcel + " is in depot " + number(dice.between(1, 30)) + " for " + walk.id());
    walk.step("gateway", 4, "GET /orders answered 200 for " + walk.id());
}

// Stock is reserved and the risk is scored at the same time.
void reserveAndScore(Walk &walk, const std::string &order, const std::string &items)
{
    Dice &dice = walk.dice();
    const std::int64_t fork = walk.at();
    walk.step("inventory", 5, "Reserving " + items + " items in warehouse " + number(dice.between(1, 6)) + " for " + walk.id());
    walk.step("inventory", 12, "Reserved " + items + " items for " + walk.id());
    const std::int64_t reserved = walk.at();
    walk.goTo(fork);
    walk.step("fraud", 6, "Scoring order " + order + " for " + walk.id());
    walk.step("fraud", 14, "Risk of order " + order + " is " + number(dice.between(1, 20)) + " percent for " + walk.id());
    walk.goTo(std::max(reserved, walk.at()));
}

void giveUp(Walk &walk, const std::string &order, const std::string &items, const char *why, const char *status)
{
    walk.step("order", 4, "Order " + order + " cancelled for " + walk.id() + ": " + why, "WARN");
    walk.step("inventory", 5, "Released " + items + " items for " + walk.id());
    walk.step("gateway", 3, std::string("POST /checkout answered ") + status + " for " + walk.id());
}

void timeOut(Walk &walk, int attempt) { walk.step("payment", 40, "Provider cardlink timed out for " + walk.id() + ", attempt " + number(attempt), "WARN"); }

enum class Paid : std::uint8_t { Yes, Declined, Failed };

Paid pay(Walk &walk, const std::string &order)
{
    Dice &dice = walk.dice();
    walk.step("payment", 5, "Authorising " + money(dice) + " EUR with provider cardlink for " + walk.id());
    walk.hang("payment");
    const std::int64_t asked = walk.at();
    if (walk.fails(Fault::Exception)) {
        walk.step("payment", 30,
                  "Payment of order " + order + " failed for " + walk.id() +
                      "\njava.net.SocketTimeoutException: Read timed out\n\tat shop.payment.CardLink.read(CardLink.java:118)\n\tat shop.payment.CardLink.authorise(CardLink.java:74)\n"
                      "\tat shop.payment.PaymentService.pay(PaymentService.java:41)",
                  "ERROR");
        walk.mark("payment", asked, walk.at());
        return Paid::Failed;
    }
    if (walk.fails(Fault::RetryStorm)) {
        const int attempts = dice.between(12, 30);
        for (int attempt = 1; attempt <= attempts; ++attempt)
            timeOut(walk, attempt);
        walk.mark("payment", asked, walk.at());
    } else if (!walk.fails(Fault::Latency) && dice.chance(0.04))
        timeOut(walk, 1);
    const std::string payment = code("pay", dice);
    const std::string captured = "Captured payment " + payment + " for " + walk.id();
    if (walk.fails(Fault::WrongOrder) && walk.variant(2) == 0) {
        walk.step("payment", 6, captured);
        walk.mark("payment", asked, walk.at());
    }
    const bool declined = dice.chance(0.05);
    if (!declined || walk.fails(Fault::Latency) || walk.fails(Fault::WrongOrder) || walk.fails(Fault::SkippedStep))
        walk.slowStep("payment", "Provider cardlink answered 200 for " + walk.id());
    else {
        walk.step("payment", kUsual, "Provider cardlink declined the card for " + walk.id(), "WARN");
        return Paid::Declined;
    }
    if (!walk.fails(Fault::WrongOrder) || walk.variant(2) != 0)
        walk.step("payment", 6, captured);
    return Paid::Yes;
}

void checkout(Walk &walk)
{
    Dice &dice = walk.dice();
    const std::string user = number(dice.between(1000, 9999)), order = code("ord", dice), items = number(dice.between(1, 9)), parcel = code("pcl", dice);
    // A line, or what it leaves when it is the one that a fault leaves out.
    const auto skippable = [&](int which, const char *service, double ms, std::string text) {
        if (!walk.fails(Fault::SkippedStep) || walk.variant(3) != which)
            return walk.step(service, ms, std::move(text));
        walk.mark(service, walk.at(), walk.at());
    };
    const auto announce = [&] { walk.step("shipping", 9, "Parcel " + parcel + " announced for " + walk.id()); };
    walk.step("gateway", 1, "POST /checkout accepted as " + walk.id() + " from user " + user);
    skippable(0, "auth", 4, "Token of user " + user + " verified for " + walk.id());
    walk.step("cart", 5, "Cart with " + items + " items loaded for " + walk.id());
    walk.step("order", 6, "Order " + order + " created for " + walk.id());
    reserveAndScore(walk, order, items);
    const bool early = walk.fails(Fault::WrongOrder) && walk.variant(2) == 1;
    if (early) {
        const std::int64_t before = walk.at();
        announce();
        walk.mark("shipping", before, walk.at());
    }
    switch (pay(walk, order)) {
    case Paid::Declined: return giveUp(walk, order, items, "card declined", "402");
    case Paid::Failed: return giveUp(walk, order, items, "payment failed", "500");
    case Paid::Yes: break;
    }
    skippable(1, "invoice", 8, "Invoice " + code("inv", dice) + " written for " + walk.id());
    if (!early)
        announce();
    skippable(2, "notification", 5, "Confirmation of order " + order + " queued for " + walk.id());
    walk.step("order", 4, "Order " + order + " confirmed for " + walk.id());
    walk.step("gateway", 3, "POST /checkout answered 201 for " + walk.id());
}

} // namespace

std::size_t LoggedRequest::lines() const
{
    std::size_t lines = steps.size();
    for (const LoggedStep &step : steps)
        lines += static_cast<std::size_t>(std::ranges::count(step.text, '\n'));
    return lines;
}

RequestPlan::Kind kindFor(Fault fault, Dice &dice)
{
    using Kind = RequestPlan::Kind;
    if (fault != Fault::Latency && fault != Fault::Hang)
        return Kind::Checkout;
    constexpr Kind kKinds[] = {Kind::Checkout, Kind::Track, Kind::Browse};
    return kKinds[dice.below(3)];
}

LoggedRequest logRequest(const RequestPlan &plan, Dice &dice)
{
    Walk walk(plan, dice);
    switch (plan.kind) {
    case RequestPlan::Kind::Browse: browse(walk); break;
    case RequestPlan::Kind::AddToCart: addToCart(walk); break;
    case RequestPlan::Kind::Track: track(walk); break;
    case RequestPlan::Kind::Checkout: checkout(walk); break;
    }
    return walk.take();
}

} // namespace causeway::demo
