#include "storage/bundle/chunk_slice.h"

#include <algorithm>

namespace causeway::storage {

namespace {

constexpr std::size_t kSampledBytes = 256;

// Rows by the number that each has.
using Groups = std::vector<std::vector<std::uint32_t>>;

void sample(std::vector<std::string> &samples, std::string_view value)
{
    const std::string_view cut = value.substr(0, kSampledBytes);
    if (samples.size() < templates::kSampleValues && std::find(samples.begin(), samples.end(), cut) == samples.end())
        samples.emplace_back(cut);
}

class Slicer {
public:
    Slicer(const ChunkText &text, const Snapshot &snapshot, std::span<const std::uint32_t> rows, const Job &job) : m_text(text), m_snapshot(snapshot), m_rows(rows), m_job(job)
    {
        m_ofShape.resize(text.shapes().size());
        m_ofFrame.resize(text.frames().size());
        for (const std::uint32_t row : rows) {
            m_ofShape[text.localShape(row)].push_back(row);
            m_ofFrame[text.localFrame(row)].push_back(row);
        }
    }

    void rows(ChunkSlice &out)
    {
        out.rows = static_cast<std::uint32_t>(m_rows.size());
        // Those that occur, in the chunk's order.
        std::vector<std::uint32_t> shapeNumbers(m_ofShape.size()), frameNumbers(m_ofFrame.size());
        for (std::size_t s = 0; s < m_ofShape.size(); ++s)
            if (!m_ofShape[s].empty()) {
                shapeNumbers[s] = static_cast<std::uint32_t>(out.shapes.size());
                out.shapes.push_back(m_text.shapes()[s]);
            }
        for (std::size_t f = 0; f < m_ofFrame.size(); ++f)
            if (!m_ofFrame[f].empty()) {
                frameNumbers[f] = static_cast<std::uint32_t>(out.frames.size());
                out.frames.push_back(m_text.frames()[f]);
            }
        std::vector<std::uint32_t> shapes, frames;
        std::vector<Level> levels;
        std::vector<std::int64_t> times;
        bool continuations = false;
        for (const std::uint32_t row : m_rows) {
            shapes.push_back(shapeNumbers[m_text.localShape(row)]);
            frames.push_back(frameNumbers[m_text.localFrame(row)]);
            levels.push_back(m_text.rows().levels[row]);
            const TimePoint time{times.emplace_back(m_text.rows().timesNs[row])};
            continuations = continuations || !m_text.continuation(row).empty();
            if (time.isNone())
                continue;
            out.timesFall = out.timesFall || (!out.lastTime.isNone() && time < out.lastTime);
            out.firstTime = out.firstTime.isNone() ? time : out.firstTime;
            out.lastTime = time;
            out.from = out.from.isNone() ? time : std::min(out.from, time);
            out.to = std::max(out.to, time);
        }
        m_buffer.clear();
        appendRows(m_buffer, shapes, frames, levels, times, continuations);
    }

    void fields()
    {
        m_buffer.clear();
        for (std::size_t f = 0; f < m_ofFrame.size(); ++f)
            for (std::size_t slot = 0; !m_ofFrame[f].empty() && slot < m_snapshot.frames[m_text.frames()[f].value].slots.size(); ++slot)
                if (const Column *column = m_text.field(f, slot); column != nullptr)
                    copy(*column, m_ofFrame[f], nullptr, [&](std::uint32_t row) { return m_text.frameOrdinal(row); });
    }

    void parameters(ChunkSlice &out)
    {
        m_buffer.clear();
        for (std::size_t s = 0; s < m_ofShape.size(); ++s) {
            if (m_ofShape[s].empty())
                continue;
            auto &samples = out.samples.emplace_back(m_snapshot.shapes[m_text.shapes()[s].value].slots.size());
            for (std::size_t slot = 0; slot < samples.size(); ++slot)
                copy(m_text.parameter(s, slot), m_ofShape[s], &samples[slot], [&](std::uint32_t row) { return m_text.shapeOrdinal(row); });
        }
        std::vector<Continuation> continuations;
        for (std::uint32_t i = 0; i < m_rows.size(); ++i)
            if (const std::string_view bytes = m_text.continuation(m_rows[i]); !bytes.empty())
                continuations.push_back({i, bytes});
        appendContinuations(m_buffer, continuations);
    }

    [[nodiscard]] std::string_view bytes() const { return m_buffer.view(); }

private:
    template <typename Ordinal>
    void copy(const Column &column, const std::vector<std::uint32_t> &rows, std::vector<std::string> *samples, const Ordinal &ordinal)
    {
        m_column.clear();
        for (const std::uint32_t row : rows) {
            if (m_column.values % 1024 == 0 && m_job.isCancelled())
                return; // what is made is not used
            const std::string_view value = column.at(ordinal(row));
            m_column.bytes.append(value);
            m_column.bytes.push('\n');
            ++m_column.values;
            if (samples != nullptr)
                sample(*samples, value);
        }
        appendColumn(m_buffer, m_column);
    }

    const ChunkText &m_text;
    const Snapshot &m_snapshot;
    std::span<const std::uint32_t> m_rows;
    const Job &m_job;
    Groups m_ofShape, m_ofFrame;
    ByteBuffer m_buffer;
    ColumnBuilder m_column;
};

} // namespace

Result<ChunkSlice> sliceChunk(const std::shared_ptr<const ChunkText> &text, const Snapshot &snapshot, std::span<const std::uint32_t> rows, Compressor &compressor, const Job &job)
{
    ChunkSlice out;
    Slicer slicer(*text, snapshot, rows, job);
    slicer.rows(out);
    out.rowsPayload = compressor.compress(slicer.bytes());
    slicer.fields();
    out.fieldsPayload = compressor.compress(slicer.bytes());
    slicer.parameters(out);
    out.parametersPayload = compressor.compress(slicer.bytes());
    ChunkLines lines(text, snapshot);
    std::string line;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % 1024 == 0 && job.isCancelled())
            break;
        line.clear();
        lines.append(rows[i], line);
        out.textBytes += line.size();
        const Frame &frame = snapshot.frames[text->frames()[text->localFrame(rows[i])].value];
        out.bare += frame.slots.size() == 1 && frame.slots[0].role == Role::Content && line.find_first_not_of(" \t\r\n") != std::string::npos ? 1 : 0;
    }
    if (job.isCancelled())
        return failure(cancelled());
    return out;
}

} // namespace causeway::storage
