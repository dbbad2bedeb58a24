// What is kept of a project over a restart without being an edit of it; and what moves teach.

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/shell/settings.h"

namespace causeway::views {

QString BoundaryDesk::keptKey(const char *what) const
{
    const QByteArray place = QCryptographicHash::hash(QFileInfo(m_context.workspace.path()).canonicalFilePath().toUtf8(), QCryptographicHash::Sha1).toHex().left(16);
    return QStringLiteral("boundaries/%1/%2").arg(QLatin1String(place), QLatin1String(what));
}

void BoundaryDesk::readKept()
{
    m_setCompared = m_context.settings.value(keptKey("compared")).toLongLong();
    m_wanted = m_context.settings.value(keptKey("chosen")).toLongLong();
}

BoundaryDesk::Places BoundaryDesk::keptPlaces() const
{
    Places out;
    if (m_project == nullptr)
        return out;
    const QJsonObject all = QJsonDocument::fromJson(m_context.settings.value(keptKey("places")).toByteArray()).object();
    for (auto it = all.begin(); it != all.end(); ++it)
        if (const QJsonArray place = it.value().toArray(); place.size() == 2)
            out[it.key().toStdString()] = QPointF(place[0].toDouble(), place[1].toDouble());
    return out;
}

void BoundaryDesk::keepPlaces(const Places &places)
{
    if (m_project == nullptr)
        return;
    QJsonObject all;
    for (const auto &[name, place] : places)
        all[QString::fromStdString(name)] = QJsonArray{place.x(), place.y()};
    m_context.settings.setValue(keptKey("places"), QJsonDocument(all).toJson(QJsonDocument::Compact));
}

namespace {

std::vector<boundaries::JudgedClass> judgedOf(const engine::KeptSplit &proposed, const engine::KeptSplit &made)
{
    std::vector<std::uint32_t> pinned;
    for (const auto &[one, service] : made.demands.pins)
        pinned.push_back(one);
    return boundaries::judgedClasses(proposed.split.serviceOf, made.split.serviceOf, pinned);
}

} // namespace

std::size_t BoundaryDesk::judged() const { return m_split == nullptr || m_compared == nullptr ? 0 : judgedOf(*m_compared, *m_split).size(); }

void BoundaryDesk::learn()
{
    if (m_split == nullptr || m_compared == nullptr || m_data == nullptr)
        return;
    m_context.workspace.jobs().start<boundaries::LearnedWeights>(
        {.key = "boundaries.learn", .title = Message(CAUSEWAY_TEXT("Learn weights from moves"))},
        [split = m_split, compared = m_compared, data = m_data](const Job &) { return boundaries::learnWeights(data->coupling, judgedOf(*compared, *split)); }, this,
        [this, project = m_project](const boundaries::LearnedWeights &learned) {
            if (project != m_project)
                return;
            m_learned = learned;
            if (learned.better())
                setWeights(learned.weights);
            Q_EMIT settingsChanged();
        });
}

} // namespace causeway::views
