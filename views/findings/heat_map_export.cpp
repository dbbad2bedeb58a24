#include "views/findings/heat_map_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

#include "app/engine/csv.h"

namespace causeway::views {

namespace {

constexpr int kSide = 280;
constexpr int kMostPixels = 30'000;
constexpr std::size_t kMostShapes = 100'000;
constexpr std::size_t kPart = 1 << 20; // bytes written at once

tl::unexpected<Error> unwritable(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), why.toStdString()));
}

// Large enough to read where that is possible, else a few pixels a cell.
int cellLength(std::size_t count, int readable)
{
    constexpr std::size_t kComfortable = 4'000; // pixels
    return std::clamp(static_cast<int>(kComfortable / std::max<std::size_t>(1, count)), 1, readable);
}

struct Sheet {
    HeatGeometry one;
    QSize size;
    std::vector<WordMapPainter::Layout> words;
};

Result<Sheet> sheetFor(const HeatMap &map, const std::vector<HeatMapPainter> &painters, const std::vector<WordMapPainter> &words, const QString &path, int widest)
{
    const std::size_t parts = painters.size();
    if (std::max(map.columnCount() * parts, map.rowCount()) > static_cast<std::size_t>(kMostPixels - 2 * kSide))
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()),
                       Message(CAUSEWAY_TEXT("the map has %1 × %2 cells, more than a picture can show"), static_cast<std::uint64_t>(map.rowCount()), static_cast<std::uint64_t>(map.columnCount())),
                       Message(CAUSEWAY_TEXT("Export it as CSV.")));
    Sheet sheet;
    sheet.one.cell = {cellLength(map.columnCount(), 34), cellLength(map.rowCount(), 18)};
    if (widest > 0)
        sheet.one.cell.setWidth(std::clamp((widest - kSide - 8) / std::max(1, static_cast<int>(map.columnCount())), 1, sheet.one.cell.width()));
    sheet.one.side = kSide;
    sheet.one.head = painters.front().headHeight();
    const int width = std::max(560, kSide + static_cast<int>(map.columnCount()) * sheet.one.cell.width() + 8);
    sheet.one.area = QRect(0, 0, width, sheet.one.head + static_cast<int>(map.rowCount()) * sheet.one.cell.height() + 8);
    int below = 0;
    for (const WordMapPainter &one : words) {
        sheet.words.push_back(one.layout(width, kSide));
        below = std::max(below, sheet.words.back().height);
    }
    sheet.size = {width * static_cast<int>(parts), sheet.one.area.height() + below};
    return sheet;
}

void paintAll(QPainter &painter, const Sheet &sheet, const std::vector<HeatMapPainter> &painters, const std::vector<WordMapPainter> &words, HeatCells how)
{
    HeatGeometry geometry = sheet.one;
    for (std::size_t i = 0; i < painters.size(); ++i) {
        painters[i].paint(painter, geometry, std::nullopt, false, how);
        if (i < words.size())
            words[i].paint(painter, QRect(geometry.area.left(), geometry.area.bottom() + 1, geometry.area.width(), sheet.size.height() - geometry.area.height()), sheet.words[i], 0, std::nullopt, false);
        geometry.area.translate(geometry.area.width(), 0);
    }
}

} // namespace

Result<std::uint64_t> writeHeatMapCsv(const HeatMap &map, QIODevice &out, const Job &job)
{
    std::string text = "step,event,before_step,before_event,attention,lift,delta_nll,word,text\n";
    std::uint64_t lines = 0;
    const auto number = [&](std::optional<double> value) {
        text += ',';
        if (value && std::isfinite(*value))
            text += QByteArray::number(*value, 'g', 9).toStdString();
    };
    const auto event = [&](std::size_t position) {
        text += std::to_string(position + 1) + ',';
        engine::appendCsvCell(text, map.nameAt(position).toStdString());
    };
    for (std::size_t row = 0; row < map.rowCount(); ++row) {
        if (job.isCancelled())
            return failure(cancelled());
        const detect::Step &step = map.step(row);
        for (std::size_t column = 0; column < map.position(row); ++column, ++lines) {
            event(map.position(row));
            text += ',';
            event(column);
            number(column < step.attention.size() ? std::optional(step.attention[column]) : std::nullopt);
            number(map.value(HeatMeasure::Attention, row, column));
            number(map.value(HeatMeasure::Occlusion, row, column));
            text += ",,\n";
            const HeatMap::Words *words = map.wordsOf(row, column);
            for (std::size_t word = 0; words != nullptr && word < words->attention.size(); ++word, ++lines) {
                event(map.position(row));
                text += ',';
                event(column);
                number(words->attention[word]);
                number(words->value(HeatMeasure::Attention, word));
                number(words->value(HeatMeasure::Occlusion, word));
                text += ',' + std::to_string(word + 1) + ',';
                engine::appendCsvCell(text, words->words[static_cast<qsizetype>(word)].toStdString());
                text += '\n';
            }
        }
        if (text.size() < kPart && row + 1 < map.rowCount())
            continue;
        if (out.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()))
            return unwritable(QStringLiteral("CSV"), out.errorString());
        text.clear();
    }
    if (out.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()))
        return unwritable(QStringLiteral("CSV"), out.errorString());
    return lines;
}

Result<void> writeHeatMap(const HeatMap &map, const std::vector<HeatMapPainter> &painters, const std::vector<WordMapPainter> &words, const QString &path, const Job &job, int widest)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    if (kind != QLatin1String("png") && kind != QLatin1String("svg") && kind != QLatin1String("csv"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("%1 cannot be written"), path.toStdString()), Message(CAUSEWAY_TEXT("its name does not say of what kind it is to be")),
                       Message(CAUSEWAY_TEXT("End it in .png, .svg or .csv.")));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return unwritable(path, file.errorString());
    if (kind == QLatin1String("csv")) {
        CAUSEWAY_TRY(writeHeatMapCsv(map, file, job));
    } else {
        CAUSEWAY_ASSIGN(const Sheet sheet, sheetFor(map, painters, words, path, widest));
        if (kind == QLatin1String("svg")) {
            QSvgGenerator svg;
            svg.setOutputDevice(&file);
            svg.setSize(sheet.size);
            svg.setViewBox(QRect(QPoint(), sheet.size));
            svg.setTitle(HeatMapPainter::title(HeatMeasure::Attention));
            QPainter painter(&svg);
            paintAll(painter, sheet, painters, words, map.rowCount() * map.columnCount() / 2 <= kMostShapes ? HeatCells::Shapes : HeatCells::Image);
        } else {
            // Small maps twice as fine: they are for papers and slides.
            const int ratio = std::max(sheet.size.width(), sheet.size.height()) <= 2'500 ? 2 : 1;
            QImage image(sheet.size * ratio, QImage::Format_RGB32);
            if (image.isNull())
                return unwritable(path, QStringLiteral("%1 × %2").arg(sheet.size.width()).arg(sheet.size.height()));
            image.setDevicePixelRatio(ratio);
            {
                QPainter painter(&image);
                paintAll(painter, sheet, painters, words, HeatCells::Image);
            }
            if (!image.save(&file, "PNG"))
                return unwritable(path, file.errorString());
        }
    }
    if (job.isCancelled())
        return failure(cancelled());
    if (!file.commit())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace causeway::views
