// What the five queries can ask, and that the attention lands on what answers. Two crafted tasks: a question, whose answer stands in
// one of two earlier events, and a repetition, in which the answer stands a fixed number of events before.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <random>

#include "analysis/learn/api/learner.h"
#include "analysis/learn/neural/network_file.h"

using namespace causeway;
using namespace causeway::learn;

namespace {

constexpr std::uint32_t kStart = 0, kEnd = 1, kUnknown = 2, kSymbols = 20, kLength = 8;

struct Task {
    SequenceRows rows;
    std::vector<std::vector<std::pair<std::size_t, std::size_t>>> answers; // of each row: position, and the column that tells its target
};

void add(Task &task, std::vector<std::uint32_t> symbols, std::vector<std::pair<std::size_t, std::size_t>> answers)
{
    task.rows.length = kLength;
    ++task.rows.rows;
    symbols.push_back(kEnd);
    task.rows.inputs.insert(task.rows.inputs.end(), symbols.begin(), symbols.end() - 1);
    task.rows.targets.insert(task.rows.targets.end(), symbols.begin() + 1, symbols.end());
    task.rows.weights.insert(task.rows.weights.end(), kLength, 1.0f);
    task.answers.push_back(std::move(answers));
}

// Two variables get a value each, among three fillers; then one of them is asked for. Facts 10 + 2 · variable + value, questions
// 14 + variable, answers 16 + value.
Task questions(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    Task task;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t value = random() % 2, other = random() % 2, asked = random() % 2;
        const std::uint32_t values[2] = {asked == 0 ? value : other, asked == 0 ? other : value};
        std::vector<std::uint32_t> told{10 + values[0], 12 + values[1]};
        for (int k = 0; k < 3; ++k)
            told.push_back(3 + static_cast<std::uint32_t>(random() % 5));
        for (std::size_t k = told.size(); k > 1; --k)
            std::swap(told[k - 1], told[random() % k]);
        const auto column = static_cast<std::size_t>(std::ranges::find(told, 10 + 2 * asked + values[asked]) - told.begin()) + 1;
        std::vector<std::uint32_t> symbols{kStart};
        symbols.insert(symbols.end(), told.begin(), told.end());
        symbols.push_back(14 + asked);
        symbols.push_back(16 + values[asked]);
        // Where both have the same value, either tells it.
        add(task, symbols, value != other ? std::vector{std::pair<std::size_t, std::size_t>{6, column}} : std::vector<std::pair<std::size_t, std::size_t>>());
    }
    return task;
}

// Three of seven events, a mark, and the three again.
Task repetitions(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    Task task;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::uint32_t> symbols{kStart};
        for (int k = 0; k < 3; ++k)
            symbols.push_back(3 + static_cast<std::uint32_t>(random() % 7));
        symbols.push_back(10);
        for (int k = 1; k <= 3; ++k)
            symbols.push_back(symbols[static_cast<std::size_t>(k)]);
        add(task, symbols, {{4, 1}, {5, 2}, {6, 3}});
    }
    return task;
}

SequenceModelShape shapeOf(Attention kind)
{
    SequenceModelShape shape;
    shape.symbols = kSymbols;
    shape.length = kLength;
    shape.hidden = 32;
    shape.layers = 1;
    shape.attention = kind;
    if (kind == Attention::Tiered) {
        // A word of its own for each symbol, behind one that all have; symbols 18 and 19 are told by the same words.
        shape.tokenKinds = kSymbols + 1;
        for (std::uint32_t s = 0; s < kSymbols; ++s) {
            shape.tokenOffsets.push_back(2 * s);
            shape.tokens.push_back(kSymbols);
            shape.tokens.push_back(std::min(s, 18u));
        }
        shape.tokenOffsets.push_back(2 * kSymbols);
    }
    return shape;
}

Result<std::unique_ptr<SequenceModel>> learnedOf(Attention kind, const Task &task, int epochs = 45)
{
    CAUSEWAY_ASSIGN(const Learner *const library, learner());
    CAUSEWAY_ASSIGN(auto model, library->makeSequenceModel(shapeOf(kind), 1));
    SequencePlan plan;
    plan.epochs = epochs;
    plan.batchRows = 32;
    plan.learningRate = 0.01;
    plan.hidden = 0.02;
    plan.unknown = kUnknown;
    CAUSEWAY_TRY(model->learn(task.rows, {}, plan, {}));
    return model;
}

std::vector<float> attentionOf(const SequenceModel &model, const SequenceRows &rows, std::size_t row)
{
    return model.attention(std::span(rows.inputs).subspan(row * rows.length, rows.length));
}

// How often the heaviest column is the one that answers.
double pointed(const SequenceModel &model, const Task &task)
{
    double right = 0, all = 0;
    for (std::size_t row = 0; row < task.rows.rows; ++row) {
        const std::vector<float> weights = attentionOf(model, task.rows, row);
        for (const auto &[position, column] : task.answers[row]) {
            const auto from = weights.begin() + static_cast<std::ptrdiff_t>(position * kLength);
            right += std::max_element(from, from + static_cast<std::ptrdiff_t>(position) + 1) - from == static_cast<std::ptrdiff_t>(column);
            ++all;
        }
    }
    return right / all;
}

// How often the answer hangs more on the word that tells the event than on the one that all events have; 0 where no words are read.
double toldByOwnWord(const SequenceModel &model, const Task &task)
{
    double told = 0, all = 0;
    for (std::size_t row = 0; row < task.rows.rows; ++row)
        for (const auto &[position, column] : task.answers[row]) {
            const auto inputs = std::span(task.rows.inputs).subspan(row * kLength, kLength);
            const std::vector<float> attention = model.tokenAttention(inputs[column]);
            const std::vector<float> without = model.nllWithoutTokens(inputs, position, task.rows.targets[row * kLength + position], column);
            ++all;
            if (attention.size() == 2 && without.size() == 2)
                told += std::abs(attention[0] + attention[1] - 1) < 1e-5f && without[1] > without[0];
        }
    return told / all;
}

// By how much the shares of two columns differ between two rows of weights, as a ratio; 1: the same query asked.
double difference(const float *a, const float *b, std::size_t columns)
{
    double worst = 1;
    for (std::size_t c = 1; c < columns; ++c) {
        const double ratio = static_cast<double>(a[c]) / static_cast<double>(a[0]) * static_cast<double>(b[0]) / static_cast<double>(b[c]);
        worst = std::max({worst, ratio, 1 / ratio});
    }
    return worst;
}

void eachQuery()
{
    QTest::addColumn<Attention>("kind");
    QTest::addColumn<bool>("knowsPosition");
    QTest::addColumn<bool>("knowsContent");
    QTest::newRow("fixed") << Attention::Fixed << false << false;
    QTest::newRow("syntax") << Attention::Syntax << true << false;
    QTest::newRow("semantic1") << Attention::Semantic1 << true << true;
    QTest::newRow("semantic2") << Attention::Semantic2 << true << true;
    QTest::newRow("tiered") << Attention::Tiered << true << true;
}

} // namespace

Q_DECLARE_METATYPE(causeway::learn::Attention)

class AttentionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pointsAtTheEventAskedFor_data() { eachQuery(); }
    void pointsAtTheEventAskedFor()
    {
        QFETCH(Attention, kind);
        QFETCH(bool, knowsContent);
        const auto model = learnedOf(kind, questions(1000, 1), kind == Attention::Tiered ? 300 : knowsContent ? 120 : 45);
        QVERIFY(model.has_value());
        const double share = pointed(**model, questions(200, 2));
        qInfo("%.3f", share);
        // Whoever cannot know which was asked for looks at the same one of the two each time.
        QVERIFY2(knowsContent ? share >= 0.9 : share <= 0.75, qPrintable(QString::number(share)));
        const double told = toldByOwnWord(**model, questions(200, 2));
        QVERIFY2(kind == Attention::Tiered ? told >= 0.9 : told == 0, qPrintable(QString::number(told)));
    }

    void pointsAtTheEventRepeated_data() { eachQuery(); }
    void pointsAtTheEventRepeated()
    {
        QFETCH(Attention, kind);
        QFETCH(bool, knowsPosition);
        const auto model = learnedOf(kind, repetitions(1000, 1), 25);
        QVERIFY(model.has_value());
        const double share = pointed(**model, repetitions(200, 2));
        qInfo("%.3f", share);
        QVERIFY2(knowsPosition ? share >= 0.9 : share <= 0.5, qPrintable(QString::number(share)));
    }

    // What the definition of each promises, to the last digits.
    void askAsTheyAreDefined_data() { eachQuery(); }
    void askAsTheyAreDefined()
    {
        QFETCH(Attention, kind);
        QFETCH(bool, knowsPosition);
        QFETCH(bool, knowsContent);
        const auto model = learnedOf(kind, questions(200, 1));
        QVERIFY(model.has_value());
        Task task;
        add(task, {kStart, 3, 10, 13, 4, 5, 14, 16}, {});
        add(task, {kStart, 3, 10, 13, 4, 5, 15, 16}, {}); // another question
        const std::vector<float> one = attentionOf(**model, task.rows, 0), other = attentionOf(**model, task.rows, 1);
        for (std::size_t position = 0; position < kLength; ++position) {
            const auto row = one.begin() + static_cast<std::ptrdiff_t>(position * kLength);
            QVERIFY(std::abs(std::accumulate(row, row + static_cast<std::ptrdiff_t>(position) + 1, 0.0f) - 1) < 1e-5f);
            QVERIFY(std::all_of(row + static_cast<std::ptrdiff_t>(std::max<std::size_t>(position, 1)), row + kLength, [](float weight) { return weight == 0; }));
        }
        const double byContent = difference(&one[6 * kLength], &other[6 * kLength], 6), byPosition = difference(&one[4 * kLength], &one[6 * kLength], 4);
        QVERIFY2((byContent > 1.01) == knowsContent, qPrintable(QString::number(byContent)));
        QVERIFY2((byPosition > 1.01) == knowsPosition, qPrintable(QString::number(byPosition)));
        // Semantic2 asks with a memory of its own.
        for (const Weights &tensor : (*model)->weights())
            if (tensor.name == "ask" && kind >= Attention::Semantic1)
                QCOMPARE(tensor.shape.front(), kind == Attention::Semantic2 ? 8 : 32);
    }

    // Tiered knows events by their words: two that are told alike are the same to it, and to no other.
    void tieredReadsWords_data() { eachQuery(); }
    void tieredReadsWords()
    {
        QFETCH(Attention, kind);
        const auto model = learnedOf(kind, questions(50, 1));
        QVERIFY(model.has_value());
        Task task;
        add(task, {kStart, 3, 18, 13, 4, 5, 14, 16}, {});
        add(task, {kStart, 3, 19, 13, 4, 5, 14, 16}, {});
        QCOMPARE(attentionOf(**model, task.rows, 0) == attentionOf(**model, task.rows, 1), kind == Attention::Tiered);
    }

    void modelsOfEarlierVersionsAreRefused()
    {
        const auto library = learner();
        QVERIFY(library.has_value());
        // The weights that attention once had: keys of hidden states alone.
        struct Earlier final : SequenceModel {
            SequenceModelShape described = shapeOf(Attention::Semantic1);
            const SequenceModelShape &shape() const override { return described; }
            Result<SequenceOutcome> learn(const SequenceRows &, const SequenceRows &, const SequencePlan &, const Job &) override { return SequenceOutcome{}; }
            Result<std::vector<float>> nll(const SequenceRows &, unsigned, const Job &) const override { return std::vector<float>{}; }
            std::vector<float> probabilities(const SequenceRows &) const override { return {}; }
            std::vector<float> attention(std::span<const std::uint32_t>) const override { return {}; }
            std::vector<float> tokenAttention(std::uint32_t) const override { return {}; }
            std::vector<float> nllWithoutTokens(std::span<const std::uint32_t>, std::size_t, std::uint32_t, std::size_t) const override { return {}; }
            std::vector<Weights> weights() const override
            {
                std::vector<Weights> out;
                for (const auto &[name, rows, columns] : std::vector<std::tuple<std::string, std::int64_t, std::int64_t>>{
                         {"input0", 20, 128}, {"recurrent0", 128, 32}, {"bias0", 1, 128}, {"keys", 32, 32}, {"ask", 32, 32}, {"output", 64, 20}, {"output_bias", 1, 20}})
                    out.push_back({name, {rows, columns}, std::vector<float>(static_cast<std::size_t>(rows * columns), 0.1f)});
                return out;
            }
            void grow(std::uint32_t, std::uint64_t) override {}
        };
        ByteWriter out;
        writeNetwork(out, Earlier{});
        const std::string bytes = out.take();
        ByteReader in(bytes);
        const auto model = readNetwork(in);
        QVERIFY(!model.has_value());
        QCOMPARE(model.error().code, ErrorCode::Unsupported);
        QVERIFY2(model.error().toEnglish().find("Train it again") != std::string::npos, model.error().toEnglish().c_str());
    }
};

CAUSEWAY_TEST(AttentionTest)
#include "attention_test.moc"
