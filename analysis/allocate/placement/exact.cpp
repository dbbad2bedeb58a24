#include <glpk.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "analysis/allocate/placement/placement.h"

namespace causeway::allocate::placement {

namespace {

constexpr int kLookMs = 100;

// What a model leaves out, to find out which constraint cannot be kept.
struct Without {
    bool memory = false, cores = false, domains = false, objective = false;
};

struct ProblemDeleter {
    void operator()(glp_prob *problem) const { glp_delete_prob(problem); }
};

class Model {
public:
    Model(const Problem &problem, const Without &without) : m(problem), m_without(without), m_lp(glp_create_prob())
    {
        glp_term_out(GLP_OFF);
        glp_set_obj_dir(m_lp.get(), GLP_MIN);
        m_linked = m.linked && !without.domains;
        columns();
        rows();
        glp_load_matrix(m_lp.get(), static_cast<int>(m_values.size()) - 1, m_rowOf.data(), m_columnOf.data(), m_values.data());
    }

    struct Answer {
        enum class Kind : std::uint8_t { Found, Impossible, Nothing, Cancelled } kind = Kind::Nothing;
        Exact exact;
    };
    Answer solve(const std::optional<Placement> &start, double limitS, const Job &job)
    {
        Answer out;
        const auto from = std::chrono::steady_clock::now();
        const auto leftMs = [&] { return std::max(1, static_cast<int>(std::min(limitS * 1000, 1e9) - std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count())); };
        glp_smcp simplex;
        glp_init_smcp(&simplex);
        simplex.msg_lev = GLP_MSG_OFF;
        for (;;) { // in pieces, to look at the job between them
            if (job.isCancelled())
                return {Answer::Kind::Cancelled, {}};
            simplex.tm_lim = std::min(kLookMs, leftMs());
            const int done = glp_simplex(m_lp.get(), &simplex);
            if (done != GLP_ETMLIM) {
                if (done != 0)
                    return out;
                break;
            }
            if (leftMs() <= 1)
                return out;
        }
        const int status = glp_get_status(m_lp.get());
        if (status == GLP_NOFEAS || status == GLP_INFEAS)
            out.kind = Answer::Kind::Impossible;
        if (status != GLP_OPT)
            return out;
        glp_iocp cut;
        glp_init_iocp(&cut);
        cut.msg_lev = GLP_MSG_OFF;
        cut.tm_lim = leftMs();
        cut.mir_cuts = cut.cov_cuts = GLP_ON;
        cut.fp_heur = start ? GLP_OFF : GLP_ON;
        Look look{this, start ? valuesOf(*start) : std::vector<double>(), &job};
        cut.cb_func = &Model::called;
        cut.cb_info = &look;
        const int done = glp_intopt(m_lp.get(), &cut);
        if (job.isCancelled())
            return {Answer::Kind::Cancelled, {}};
        const int found = glp_mip_status(m_lp.get());
        if (found == GLP_NOFEAS) {
            out.kind = Answer::Kind::Impossible;
            return out;
        }
        if (found != GLP_OPT && found != GLP_FEAS)
            return out;
        out.kind = Answer::Kind::Found;
        out.exact.placement.assign(m.services.size(), std::vector<unsigned>(m.nodes.size(), 0));
        for (std::size_t s = 0; s < m.services.size(); ++s)
            for (std::size_t n = 0; n < m.nodes.size(); ++n)
                out.exact.placement[s][n] = static_cast<unsigned>(std::lround(glp_mip_col_val(m_lp.get(), count(s, n))));
        const double value = glp_mip_obj_val(m_lp.get());
        out.exact.proven = done == 0 && found == GLP_OPT;
        out.exact.gap = out.exact.proven || value <= 0 ? 0 : std::clamp((value - look.bound) / value, 0.0, 1.0);
        return out;
    }

private:
    struct Look {
        Model *model;
        std::vector<double> start; // by column, from 1 on; empty: none
        const Job *job;
        double bound = 0;
    };
    static void called(glp_tree *tree, void *info)
    {
        Look &look = *static_cast<Look *>(info);
        if (look.job->isCancelled())
            glp_ios_terminate(tree);
        if (const int best = glp_ios_best_node(tree); best != 0)
            look.bound = glp_ios_node_bound(tree, best);
        if (glp_ios_reason(tree) == GLP_IHEUR && !look.start.empty()) {
            glp_ios_heur_sol(tree, look.start.data());
            look.start.clear();
        }
    }

    [[nodiscard]] int count(std::size_t s, std::size_t n) const { return 1 + static_cast<int>(s * m.nodes.size() + n); }
    [[nodiscard]] int used(std::size_t n) const { return m_used + static_cast<int>(n); }
    [[nodiscard]] int brown(std::size_t d) const { return m_brown + static_cast<int>(d); }
    [[nodiscard]] int stands(std::size_t s, std::size_t d) const { return m_stands + static_cast<int>(s * m.domains.size() + d); }
    [[nodiscard]] int both(std::size_t pair, std::size_t a, std::size_t b) const { return m_both + static_cast<int>((pair * m.domains.size() + a) * m.domains.size() + b); }
    // What a unit of each measure counts.
    [[nodiscard]] double latencyWeight() const { return m.latencyUnit > 0 && m.requestsPerS > 0 ? m.weights.latency / m.latencyUnit / m.requestsPerS : 0; }
    [[nodiscard]] double costWeight() const { return m.costUnit > 0 ? m.weights.cost / m.costUnit : 0; }
    [[nodiscard]] double carbonWeight() const { return m.carbonUnit > 0 ? m.weights.carbon / m.carbonUnit : 0; }
    // Of one replica at full-time work there, and of a node that holds anything.
    [[nodiscard]] double watts(std::size_t s, std::size_t n) const
    {
        const Problem::Node &node = m.nodes[n];
        return (node.maxW - node.idleW) * m.services[s].busy / m.services[s].replicas / node.speed / node.realCores;
    }

    int add(std::size_t number, int kind, int bounds, double most)
    {
        const int first = glp_add_cols(m_lp.get(), static_cast<int>(std::max<std::size_t>(number, 1)));
        for (int column = first; column < first + static_cast<int>(number); ++column) {
            glp_set_col_bnds(m_lp.get(), column, bounds, 0, most);
            glp_set_col_kind(m_lp.get(), column, kind);
        }
        if (number == 0)
            glp_set_col_bnds(m_lp.get(), first, GLP_FX, 0, 0);
        return first;
    }
    void price(int column, double value)
    {
        if (!m_without.objective)
            glp_set_obj_coef(m_lp.get(), column, value);
    }
    void columns()
    {
        const std::size_t services = m.services.size(), nodes = m.nodes.size(), domains = m.domains.size();
        add(services * nodes, GLP_IV, GLP_DB, 1);
        for (std::size_t s = 0; s < services; ++s)
            for (std::size_t n = 0; n < nodes; ++n) {
                const double most = m.services[s].replicas;
                glp_set_col_bnds(m_lp.get(), count(s, n), GLP_DB, 0, most);
                price(count(s, n), latencyWeight() * m.services[s].busy / most / m.nodes[n].speed);
            }
        m_used = add(nodes, GLP_IV, GLP_DB, 1);
        for (std::size_t n = 0; n < nodes; ++n)
            price(used(n), costWeight() * m.nodes[n].pricePerH);
        m_brown = add(domains, GLP_CV, GLP_LO, 0);
        for (std::size_t d = 0; d < domains; ++d)
            price(brown(d), (costWeight() * m.domains[d].pricePerKwh + carbonWeight() * m.domains[d].carbonPerKwh) / 1000);
        if (!m_linked)
            return;
        m_stands = add(services * domains, GLP_IV, GLP_DB, 1);
        m_both = add(m.traffic.size() * domains * domains, GLP_CV, GLP_DB, 1);
        for (std::size_t p = 0; p < m.traffic.size(); ++p)
            for (std::size_t a = 0; a < domains; ++a)
                for (std::size_t b = 0; b < domains; ++b)
                    price(both(p, a, b), latencyWeight() * m.traffic[p].perS * m.roundTrip(a, b));
    }
    int row(int bounds, double low, double high)
    {
        const int out = glp_add_rows(m_lp.get(), 1);
        glp_set_row_bnds(m_lp.get(), out, bounds, low, high);
        return out;
    }
    void put(int at, int column, double value)
    {
        if (value == 0)
            return;
        m_rowOf.push_back(at);
        m_columnOf.push_back(column);
        m_values.push_back(value);
    }
    void rows()
    {
        const std::size_t services = m.services.size(), nodes = m.nodes.size(), domains = m.domains.size();
        for (std::size_t s = 0; s < services; ++s) {
            const int all = row(GLP_FX, m.services[s].replicas, m.services[s].replicas);
            for (std::size_t n = 0; n < nodes; ++n)
                put(all, count(s, n), 1);
        }
        for (std::size_t n = 0; n < nodes; ++n) {
            const Problem::Node &node = m.nodes[n];
            if (!m_without.cores) {
                const int cores = row(GLP_UP, 0, 0);
                for (std::size_t s = 0; s < services; ++s)
                    put(cores, count(s, n), m.services[s].cores);
                put(cores, used(n), -node.cores);
            }
            if (!m_without.memory && node.memoryGib) {
                const int memory = row(GLP_UP, 0, *node.memoryGib);
                for (std::size_t s = 0; s < services; ++s)
                    put(memory, count(s, n), m.services[s].memoryGib);
            }
        }
        for (std::size_t d = 0; d < domains && !m_without.objective; ++d) { // watts − green ≤ brown
            const int power = row(GLP_UP, 0, m.domains[d].greenW);
            for (std::size_t n = 0; n < nodes; ++n)
                if (m.domainOf(n) == d) {
                    put(power, used(n), m.nodes[n].idleW);
                    for (std::size_t s = 0; s < services; ++s)
                        put(power, count(s, n), watts(s, n));
                }
            put(power, brown(d), -1);
        }
        if (m_linked)
            domainRows();
    }
    void domainRows()
    {
        const std::size_t domains = m.domains.size();
        for (std::size_t s = 0; s < m.services.size(); ++s)
            for (std::size_t d = 0; d < domains; ++d) {
                const int here = row(GLP_FX, 0, 0);
                for (std::size_t n = 0; n < m.nodes.size(); ++n)
                    if (m.domainOf(n) == d)
                        put(here, count(s, n), 1);
                put(here, stands(s, d), -static_cast<double>(m.services[s].replicas));
            }
        for (std::size_t p = 0; p < m.traffic.size(); ++p)
            for (std::size_t d = 0; d < domains; ++d)
                for (const bool from : {true, false}) {
                    const int is = row(GLP_FX, 0, 0);
                    for (std::size_t e = 0; e < domains; ++e)
                        put(is, from ? both(p, d, e) : both(p, e, d), 1);
                    put(is, stands(from ? m.traffic[p].from : m.traffic[p].to, d), -1);
                }
    }
    [[nodiscard]] std::vector<double> valuesOf(const Placement &placement) const
    {
        std::vector<double> out(static_cast<std::size_t>(glp_get_num_cols(m_lp.get())) + 1, 0);
        std::vector<double> power(m.domains.size(), 0);
        std::vector<std::size_t> domainOf(m.services.size(), 0);
        const auto at = [&](int column) -> double & { return out[static_cast<std::size_t>(column)]; };
        for (std::size_t s = 0; s < placement.size(); ++s)
            for (std::size_t n = 0; n < placement[s].size(); ++n) {
                at(count(s, n)) = placement[s][n];
                if (placement[s][n] == 0)
                    continue;
                at(used(n)) = 1;
                domainOf[s] = m.domainOf(n);
                power[m.domainOf(n)] += placement[s][n] * watts(s, n);
            }
        for (std::size_t n = 0; n < m.nodes.size(); ++n)
            power[m.domainOf(n)] += at(used(n)) * m.nodes[n].idleW;
        for (std::size_t d = 0; d < power.size(); ++d)
            at(brown(d)) = std::max(0.0, power[d] - m.domains[d].greenW);
        if (m_linked) {
            for (std::size_t s = 0; s < placement.size(); ++s)
                at(stands(s, domainOf[s])) = 1;
            for (std::size_t p = 0; p < m.traffic.size(); ++p)
                at(both(p, domainOf[m.traffic[p].from], domainOf[m.traffic[p].to])) = 1;
        }
        return out;
    }

    const Problem &m;
    Without m_without;
    std::unique_ptr<glp_prob, ProblemDeleter> m_lp;
    bool m_linked = false;
    int m_used = 0, m_brown = 0, m_stands = 0, m_both = 0;                  // their first columns
    std::vector<int> m_rowOf{0}, m_columnOf{0};                             // of the matrix, from 1 on
    std::vector<double> m_values{0};
};

using Kind = Model::Answer::Kind;

// Of what cannot be kept together, that whose absence would make it possible.
Message whyNot(const Problem &problem, const Job &job)
{
    constexpr double kEach = 5; // seconds
    const auto possible = [&](const Without &without) { return Model(problem, without).solve({}, kEach, job).kind == Kind::Found; };
    if (possible({.memory = true, .objective = true}))
        return Message(CAUSEWAY_TEXT("the memory of the nodes does not allow it: without memory_gib there is a placement"));
    if (possible({.cores = true, .objective = true}))
        return Message(CAUSEWAY_TEXT("the cores of the nodes do not allow it: with more of them there is a placement"));
    if (problem.linked && possible({.domains = true, .objective = true}))
        return Message(CAUSEWAY_TEXT("that all replicas of a service stand in one domain does not allow it: without links there is a placement"));
    return Message(CAUSEWAY_TEXT("cores and memory of the nodes do not allow it together"));
}

} // namespace

Result<Exact> exact(const Problem &problem, const std::optional<Placement> &start, double limitS, const Job &job)
{
    const Message what(CAUSEWAY_TEXT("The services cannot be placed")), more(CAUSEWAY_TEXT("Give the nodes more, or the services less."));
    if (Message why = impossible(problem); !why.empty())
        return failure(ErrorCode::InvalidInput, what, std::move(why), more);
    if (const std::size_t cells = problem.services.size() * problem.nodes.size() + (problem.linked ? problem.traffic.size() * problem.domains.size() * problem.domains.size() : 0); cells > kMostCells)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The best placement was not searched for")), Message(CAUSEWAY_TEXT("it would have %1 unknowns; at most %2 can be"), cells, kMostCells), Message(CAUSEWAY_TEXT("Leave out --exact.")));
    Model::Answer answer = Model(problem, {}).solve(start, limitS, job);
    switch (answer.kind) {
    case Kind::Found: break;
    case Kind::Cancelled: return failure(cancelled());
    case Kind::Impossible: {
        Message why = whyNot(problem, job);
        if (job.isCancelled())
            return failure(cancelled());
        return failure(ErrorCode::InvalidInput, what, std::move(why), more);
    }
    case Kind::Nothing:
        if (!start)
            return failure(ErrorCode::NotFound, what, Message(CAUSEWAY_TEXT("none was found in %1 s"), limitS), Message(CAUSEWAY_TEXT("Give it more time: --time-limit.")));
        answer.exact = {*start, false, 1};
        break;
    }
    // Rounding of the solver must not make it worse than where it began.
    if (start && scoreOf(problem, *start).objective < scoreOf(problem, answer.exact.placement).objective)
        answer.exact.placement = *start;
    return std::move(answer.exact);
}

} // namespace causeway::allocate::placement
