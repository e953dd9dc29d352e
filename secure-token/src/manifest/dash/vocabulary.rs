//! The words of an MPD that matter (ISO/IEC 23009-1): which elements and attributes hold URLs.

use super::bases::Role;

/// What an element is to the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Mpd,
    Patch,
    Period,
    AdaptationSet,
    Representation,
    EventStream,
    Event,
    SegmentTimeline,
    SegmentTemplate,
    SegmentList,
    SegmentUrl,
    /// `Initialization`, `RepresentationIndex` and `BitstreamSwitching`.
    Resource,
    InitializationSet,
    /// `InsertPresentation` and `ReplacePresentation`.
    Presentation,
    BaseUrl,
    Location,
    /// `PatchLocation`, `ContentSteering` and `ImportedMPD`.
    Link,
    /// `add` and `replace` of an MPD patch.
    Change,
    Other,
}

impl Element {
    /// The element of this local name in one of DASH's namespaces.
    pub(super) fn of(local: &[u8]) -> Self {
        match local {
            b"MPD" => Self::Mpd,
            b"Patch" => Self::Patch,
            b"Period" => Self::Period,
            b"AdaptationSet" => Self::AdaptationSet,
            b"Representation" => Self::Representation,
            b"EventStream" => Self::EventStream,
            b"Event" => Self::Event,
            b"SegmentTimeline" => Self::SegmentTimeline,
            b"SegmentTemplate" => Self::SegmentTemplate,
            b"SegmentList" => Self::SegmentList,
            b"SegmentURL" => Self::SegmentUrl,
            b"Initialization" | b"RepresentationIndex" | b"BitstreamSwitching" => Self::Resource,
            b"InitializationSet" => Self::InitializationSet,
            b"InsertPresentation" | b"ReplacePresentation" => Self::Presentation,
            b"BaseURL" => Self::BaseUrl,
            b"Location" => Self::Location,
            b"PatchLocation" | b"ContentSteering" | b"ImportedMPD" => Self::Link,
            b"add" | b"replace" => Self::Change,
            _ => Self::Other,
        }
    }

    /// Whether the attribute of this name, which has no prefix, holds a URL.
    pub(super) fn has_url(self, attribute: &[u8]) -> bool {
        match self {
            Self::SegmentTemplate => {
                matches!(attribute, b"media" | b"initialization" | b"index" | b"bitstreamSwitching")
            }
            Self::SegmentUrl => matches!(attribute, b"media" | b"index"),
            Self::Resource => attribute == b"sourceURL",
            Self::InitializationSet => attribute == b"initialization",
            Self::Presentation => attribute == b"uri",
            _ => false,
        }
    }

    /// What it is to segments, if BaseURL elements in it are bases for what it holds.
    pub(super) fn role(self) -> Option<Role> {
        let (has_heirs, is_heir) = match self {
            Self::Mpd | Self::Patch => (true, false),
            Self::Period | Self::AdaptationSet => (true, true),
            Self::Representation => (false, true),
            Self::EventStream => (false, false),
            _ => return None,
        };
        Some(Role { has_heirs, is_heir })
    }

    /// Whether its URLs are inherited by the elements below the one that it stands in.
    pub(super) fn is_inherited(self) -> bool {
        matches!(
            self,
            Self::SegmentTemplate | Self::SegmentList | Self::SegmentUrl | Self::Resource
        )
    }
}
