#pragma once
// Rows that are made up when they are read: any number of them in no memory.

#include <atomic>
#include <thread>

#include "views/models/log_rows.h"

namespace causeway::test {

class FakeRows : public views::LogRows {
public:
    explicit FakeRows(std::uint64_t count, std::uint64_t firstEvent = 0) : m_count(count), m_firstEvent(firstEvent) {}

    static std::string bytesOf(std::uint64_t row)
    {
        std::string bytes = "Receiving block blk_" + std::to_string(row) + " src: /10.250.19.102:54106 dest: /10.250.19.102:50010";
        if (row % 10 == 3)
            bytes += "\n\tat java.io.DataInputStream.readFully(DataInputStream.java:195)\n\tat org.Apache.receive()";
        if (row % 10 == 7)
            bytes += " größte Länge 測試";
        return bytes + "\n";
    }

    std::uint64_t size() const override { return m_count; }
    std::uint64_t lowerBound(EventId event) const override { return event.value < m_firstEvent ? 0 : std::min(m_count, event.value - m_firstEvent); }
    std::optional<std::uint64_t> rowOf(EventId event) const override
    {
        if (event.value < m_firstEvent || event.value - m_firstEvent >= m_count)
            return std::nullopt;
        return event.value - m_firstEvent;
    }
    Result<std::vector<views::LogRow>> read(std::uint64_t first, std::uint32_t count, const Job &job) const override
    {
        ++reads;
        while (held && !job.isCancelled())
            std::this_thread::yield();
        if (failing)
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Reading a chunk failed")), Message(CAUSEWAY_TEXT("its check sum is wrong")));
        std::vector<views::LogRow> rows;
        for (std::uint64_t row = first; row < std::min(m_count, first + count); ++row) {
            const std::string bytes = bytesOf(row);
            views::LogRow made;
            made.event = EventId(row + m_firstEvent);
            made.time = TimePoint{1'700'000'000'000'000'000 + static_cast<std::int64_t>(row) * 1'000'000};
            made.level = static_cast<Level>(row % kLevelCount);
            made.origin = QStringLiteral("dfs.DataNode$PacketResponder");
            const auto slotEnd = static_cast<std::uint32_t>(bytes.find(' ', 16));
            std::vector<views::TextRange> shown;
            const views::LineText text = views::toLineText(bytes, {{16, slotEnd}}, &shown);
            made.text = text.text;
            made.lines = text.lines;
            made.parameters = shown;
            if (row % 5 == 0)
                made.hits = {{0, 9}};
            rows.push_back(std::move(made));
        }
        return rows;
    }
    Result<void> appendBytes(std::uint64_t begin, std::uint64_t end, std::size_t maxBytes, std::string &out, const Job &job) const override
    {
        for (std::uint64_t row = begin; row < end; ++row) {
            if (job.isCancelled())
                return failure(cancelled());
            out += bytesOf(row);
            if (out.size() > maxBytes)
                return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("Copying failed")), Message(CAUSEWAY_TEXT("too much")));
        }
        return {};
    }
    Result<std::uint64_t> rowAtTime(TimePoint time, const Job &) const override
    {
        const std::int64_t row = (time.ns - 1'700'000'000'000'000'000) / 1'000'000;
        return row < 0 ? 0 : std::min(m_count, static_cast<std::uint64_t>(row));
    }

    mutable std::atomic<int> reads{0};
    std::atomic<bool> held{false};
    std::atomic<bool> failing{false};

private:
    std::uint64_t m_count;
    std::uint64_t m_firstEvent;
};

} // namespace causeway::test
